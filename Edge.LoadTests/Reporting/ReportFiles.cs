using System.Text.Json;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Reporting;

/// <summary>A run's reports in a folder: <c>NAME.json</c>, <c>.md</c>, <c>.csv</c> and <c>.html</c>.</summary>
internal static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string folder, RunResult result)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, result.Suite);
        File.WriteAllText(path + ".json", ToJson(result));
        File.WriteAllText(path + ".md", MarkdownReport.Of(result));
        File.WriteAllText(path + ".csv", CsvReport.Of(result));
        File.WriteAllText(path + ".html", HtmlReport.Of(result));
    }

    public static string ToJson(RunResult result) => JsonSerializer.Serialize(result, Json);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">The file is no result.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RunResult Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunResult>(File.ReadAllText(path), Json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new FormatException($"{path} is no result of a load run: give two .json files that --report wrote.");
        }
    }
}
