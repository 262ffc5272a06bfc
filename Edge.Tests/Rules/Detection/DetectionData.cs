using System.Text;
using System.Text.Json;
using Edge.Tests.TestKit;

namespace Edge.Tests.Rules.Detection;

/// <summary>The lists of values that the detectors are tested on: one value a line, as bytes held in Latin-1 chars.</summary>
internal static class DetectionData
{
    /// <summary>The lines of a list of this repository.</summary>
    public static string[] Lines(string name)
    {
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Repository.PathOf("Edge.Tests", "testdata", "detection", name)));
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The public vectors of an operator: input, and whether it matches.</summary>
    public static List<(string Input, bool Matches)> Vectors(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedData("secrules-language-tests", "operators", name)));
        return [.. document.RootElement.EnumerateArray().Select(static test =>
            (test.GetProperty("input").GetString()!, test.GetProperty("ret").GetInt32() == 1))];
    }

    /// <summary>Values made of pieces that mean something to a detector, in any order: the same ones in every run.</summary>
    public static IEnumerable<string> Shuffled(string[] pieces, int seed, int count)
    {
        Random random = new(seed);
        StringBuilder value = new();
        for (int i = 0; i < count; i++)
        {
            value.Clear();
            for (int length = random.Next(40); length > 0; length--)
            {
                value.Append(random.Next(8) == 0 ? ((char)random.Next(256)).ToString() : pieces[random.Next(pieces.Length)]);
            }

            yield return value.ToString();
        }
    }
}
