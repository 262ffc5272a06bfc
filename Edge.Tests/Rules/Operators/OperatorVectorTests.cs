using System.Text.Json;
using Edge.Rules.Operators;
using Edge.Tests.Rules.Transformations;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Operators;

public sealed class OperatorVectorTests
{
    private const int ExpectedCases = 3955;

    private const string NoError = "The argument is wrong; here that is an error at load, not a result at run time.";
    private const string FirstOnly = "Lists the groups of the first occurrence; the reference engine stores those of all.";
    private const string NoEmpty = "Leaves out the empty occurrences, which the reference engine stores too.";

    /// <summary>Vectors that need what is not here: operator, with the reason.</summary>
    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["geoLookup"] = "Needs MaxMind's database; the operator asks an IGeoLookup, tested by hand.",
        ["detectSQLi"] = "The detectors have tests of their own.",
        ["detectXSS"] = "The detectors have tests of their own.",
    };

    /// <summary>Vectors that are wrong: operator, argument and input, with the reason.</summary>
    private static readonly Dictionary<string, string> Wrong = new()
    {
        ["ipMatch 10.0.0.0/100: 10.10.10.11"] = NoError,
        ["validateByteRange : TestCase"] = NoError,
        ["validateByteRange xxx: TestCase"] = NoError,
        ["validateByteRange xxx: \0"] = NoError,
        ["rxGlobal (a|b|1|2)(a|b|1|2): a2b1"] = FirstOnly,
        ["rxGlobal [a-z]\n: a\nb\nc\n"] = FirstOnly,
        ["rxGlobal [a-z]*: abkjgdsgk"] = NoEmpty,
        ["rxGlobal [a-z]*: aaa0bbb"] = NoEmpty,
        ["rxGlobal [a-z]*: aaa00bbb"] = NoEmpty,
    };

    [Fact]
    public void Vectors_EveryCase_GivesTheListedResult()
    {
        string folder = Repository.SharedData("secrules-language-tests", "operators");
        List<string> failures = [];
        int count = 0;
        foreach (string file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonElement vector in document.RootElement.EnumerateArray())
            {
                count++;
                if (!NotRun.ContainsKey(vector.GetProperty("name").GetString()!) && Check(vector, folder) is { } failure)
                {
                    failures.Add(failure);
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n", failures));
        Assert.Equal(ExpectedCases, count);
    }

    private static string? Check(JsonElement vector, string folder)
    {
        string name = vector.GetProperty("name").GetString()!;
        string parameter = vector.TryGetProperty("param", out JsonElement text) ? text.GetString()! : "";
        string input = LanguageTestText.Decode(vector.GetProperty("input").GetString()!);
        string key = $"{name} {parameter}: {vector.GetProperty("input").GetString()}";
        if (Wrong.ContainsKey(key))
        {
            return null;
        }

        // The reference harness runs in the folder above that of its test cases.
        parameter = parameter.Replace("test-cases/secrules-language-tests/operators/", "", StringComparison.Ordinal);
        OperatorArgument argument = new(parameter, Path.Combine(folder, "vectors.conf"), 1, 1);
        FakeOperatorContext context = new();
        if (!OperatorRegistry.TryCreate(name, argument, new OperatorServices(), out IOperator? op, out string? error))
        {
            return $"{key}: {error}";
        }

        bool expected = vector.GetProperty("ret").GetInt32() != 0;
        if (op.Evaluate(context, input) != expected)
        {
            return $"{key}: expected {expected}";
        }

        if (vector.TryGetProperty("re_groups", out JsonElement groups))
        {
            string[] wanted = [.. groups.EnumerateArray().Select(static group => group.GetString()!).Take(10)];
            return wanted.SequenceEqual(context.Captures.Values) ? null : $"{key}: captured {string.Join(',', context.Captures.Values)}";
        }

        return null;
    }
}
