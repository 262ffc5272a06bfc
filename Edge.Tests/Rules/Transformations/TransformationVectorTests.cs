using System.Text.Json;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Transformations;

public sealed class TransformationVectorTests
{
    private const int ExpectedCases = 376;

    /// <summary>Vectors that are wrong: file and input, with the reason.</summary>
    private static readonly Dictionary<string, string> Wrong = new()
    {
        ["cssDecode: test\\a\\b\\f\\n\\r\\t\\v\\?\\'\\\"\\\0\\12\\123\\1234\\12345\\123456\\ff01\\ff5e\\\n\\\0  string"] =
            "Two spaces in the input, one in the output. The reference harness holds both as C strings, which end at the first zero byte.",
    };

    [Fact]
    public void Vectors_EveryCase_GivesTheListedOutput()
    {
        string[] files = Directory.GetFiles(Repository.SharedData("secrules-language-tests", "transformations"), "*.json");
        List<string> failures = [];
        int count = 0;
        int wrong = 0;
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonElement vector in document.RootElement.EnumerateArray())
            {
                count++;
                string name = vector.GetProperty("name").GetString()!;
                string input = LanguageTestText.Decode(vector.GetProperty("input").GetString()!);
                string expected = LanguageTestText.Decode(vector.GetProperty("output").GetString()!);
                string actual = TransformationTests.Run(name == "cmd_line" ? "cmdLine" : name, input);
                string key = $"{Path.GetFileNameWithoutExtension(file)}: {vector.GetProperty("input").GetString()}";
                if (Wrong.ContainsKey(key))
                {
                    wrong++;
                }
                else if (actual != expected)
                {
                    failures.Add($"{key}: expected {Show(expected)}, got {Show(actual)}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.Equal(ExpectedCases, count);
        Assert.Equal(Wrong.Count, wrong);
    }

    private static string Show(string text) => JsonSerializer.Serialize(text);
}
