using System.Globalization;
using Edge.LoadTests.Measuring;

namespace Edge.LoadTests.Reporting;

/// <summary>Answers and failures as text: <c>200:9000 429:12 timeout:1</c>.</summary>
internal static class Counts
{
    public static string Of(StepResult step, char separator) =>
        string.Join(separator, step.Statuses.Concat(step.Failures).Select(static pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}:{pair.Value}")));
}
