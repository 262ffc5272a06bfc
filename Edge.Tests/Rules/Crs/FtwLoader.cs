using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Edge.Tests.Rules.Crs;

/// <summary>Reads the CRS regression tests (ftw, both schemas). Scalars keep their written text.</summary>
internal static class FtwLoader
{
    public static IReadOnlyList<FtwTest> Load(string folder)
    {
        List<FtwTest> tests = [];
        Dictionary<string, int> seen = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            YamlStream stream = [];
            using (StreamReader reader = new(file, Encoding.UTF8))
            {
                stream.Load(reader);
            }

            if (stream.Documents.Count == 0)
            {
                continue; // A file of comments only.
            }

            YamlMappingNode root = (YamlMappingNode)stream.Documents[0].RootNode;
            bool enabled = Text(Child(Child(root, "meta"), "enabled")) is not "false";
            int position = 0;
            foreach (YamlNode node in Items(Child(root, "tests")))
            {
                position++;
                string id = Text(Child(node, "test_title"))
                    ?? (Text(Child(root, "rule_id")) is string rule && Text(Child(node, "test_id")) is string number ? $"{rule}-{number}" : null)
                    ?? string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}-{position}");
                int count = seen[id] = seen.GetValueOrDefault(id) + 1;
                id += count > 1 ? string.Create(CultureInfo.InvariantCulture, $"#{count}") : "";
                tests.Add(new FtwTest(id, Path.GetFileName(file), enabled && Text(Child(node, "enabled")) is not "false",
                    [.. Items(Child(node, "stages")).Select(static stage => ReadStage(Child(stage, "stage") ?? stage))]));
            }
        }

        return tests;
    }

    private static FtwStage ReadStage(YamlNode stage)
    {
        YamlNode? output = Child(stage, "output");
        YamlNode? status = Child(output, "status");
        YamlNode? log = Child(output, "log");
        return new FtwStage(
            FtwRequest.Build(Child(stage, "input")),
            [.. (status is YamlSequenceNode ? Items(status) : status is null ? [] : [status]).Select(static item => int.Parse(Text(item)!, CultureInfo.InvariantCulture))],
            Text(Child(output, "log_contains")) ?? Text(Child(log, "match_regex")),
            Text(Child(output, "no_log_contains")) ?? Text(Child(log, "no_match_regex")),
            Text(Child(output, "expect_error")) is "true" or "True")
        {
            ExpectedIds = [.. Items(Child(log, "expect_ids")).Select(static item => long.Parse(Text(item)!, CultureInfo.InvariantCulture))],
            UnexpectedIds = [.. Items(Child(log, "no_expect_ids")).Select(static item => long.Parse(Text(item)!, CultureInfo.InvariantCulture))],
        };
    }

    public static YamlNode? Child(YamlNode? node, string name) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? child) ? child : null;

    public static IEnumerable<YamlNode> Items(YamlNode? node) => node is YamlSequenceNode sequence ? sequence.Children : [];

    /// <summary>The text of a scalar; null for none, and for an unquoted nothing, <c>~</c> or <c>null</c>.</summary>
    public static string? Text(YamlNode? node) => node is YamlScalarNode scalar
        && !(scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null") ? scalar.Value : null;
}
