using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Edge.Gateway.Journeys;

/// <summary>Runs journeys over a client. Keeps nothing of what was sent and answered.</summary>
internal sealed class JourneyRunner(HttpMessageInvoker client, TimeProvider time)
{
    /// <summary>Most bytes of an answer that are read; JSON must end within them.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>One run.</summary>
    /// <param name="journey">What is done.</param>
    /// <param name="target">Scheme, host and port that requests go to.</param>
    /// <param name="host">Host header where it is not that of the target.</param>
    /// <param name="more">Further headers of each request.</param>
    /// <param name="cancellationToken">Gives up: no result.</param>
    public async Task<JourneyResult> RunAsync(Journey journey, Uri target, string host, IReadOnlyList<KeyValuePair<string, string>> more, CancellationToken cancellationToken)
    {
        DateTimeOffset started = time.GetUtcNow();
        long begun = time.GetTimestamp();
        JourneyValues values = new();
        JourneyVerdict verdict = JourneyVerdict.NotRun;
        string failure = values.Begin(journey) ?? "";
        for (int i = 0; i < journey.Steps.Count && failure.Length == 0; i++)
        {
            (bool isAnswered, string why) = await StepAsync(journey.Steps[i], target, host, more, values, cancellationToken);
            verdict = why.Length == 0 ? JourneyVerdict.Passed : isAnswered || i > 0 ? JourneyVerdict.Failed : JourneyVerdict.Unanswered;
            failure = why.Length == 0 ? "" : $"step \"{journey.Steps[i].Name}\": {why}";
        }

        return new JourneyResult(journey.Name, host, started, time.GetElapsedTime(begun), verdict, Short(failure));
    }

    private async Task<(bool IsAnswered, string Why)> StepAsync(
        JourneyStep step, Uri target, string host, IReadOnlyList<KeyValuePair<string, string>> more, JourneyValues values, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(step.Method, new Uri(target, values.FillPath(step.Path)));
        request.Headers.Host = host;
        request.Content = step.Body?.Make(values);
        request.Headers.TryAddWithoutValidation("User-Agent", "edge-journey");
        foreach ((string name, string value) in step.Headers.Concat(more))
        {
            request.Headers.TryAddWithoutValidation(name, values.Fill(value));
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(step.Timeout);
        bool isAnswered = false;
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request, deadline.Token);
            isAnswered = true;
            return (true, await JudgeAsync(step, response, values, deadline.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (isAnswered, string.Create(CultureInfo.InvariantCulture, $"no answer within {step.Timeout.TotalSeconds:0.###} s"));
        }
        catch (Exception exception) when (isAnswered && exception is (InvalidOperationException or InvalidDataException))
        {
            return (true, "an answer that cannot be read"); // JSON with half a character, or compressed bytes that are none.
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (isAnswered, $"no answer: {(exception as HttpRequestException)?.HttpRequestError.ToString() ?? exception.GetType().Name}"); // No message: it names addresses.
        }
    }

    private static async Task<string> JudgeAsync(JourneyStep step, HttpResponseMessage response, JourneyValues values, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await ReadAsync(response, cancellationToken);
        if (!step.Expect.Statuses.Contains((int)response.StatusCode))
        {
            return string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}");
        }

        foreach ((string name, string part) in step.Expect.Headers)
        {
            if (HeaderOf(response, name) is not { } value || !value.Contains(values.Fill(part), StringComparison.OrdinalIgnoreCase))
            {
                return $"header {name} is missing or has another value";
            }
        }

        if (step.Expect.Contains is { } text && body.Span.IndexOf(Encoding.UTF8.GetBytes(values.Fill(text))) < 0)
        {
            return "the expected text is missing";
        }

        return ReadValues(step, response, body, values);
    }

    private static string ReadValues(JourneyStep step, HttpResponseMessage response, ReadOnlyMemory<byte> body, JourneyValues values)
    {
        using JsonDocument? json = step.Expect.Json.Count > 0 || step.Extracts.Any(static extract => extract.Kind == JourneyExtractKind.Json) ? TryParse(body) : null;
        foreach ((string path, string wanted) in step.Expect.Json)
        {
            if (JsonAt(json, path) is not { } found || (wanted.Length > 0 && found != values.Fill(wanted)))
            {
                return $"{path} in the JSON is missing or has another value";
            }
        }

        foreach (JourneyExtract extract in step.Extracts)
        {
            string? found = extract.Kind switch
            {
                JourneyExtractKind.Json => JsonAt(json, extract.Source),
                JourneyExtractKind.Header => HeaderOf(response, extract.Source),
                _ => CookieOf(response, extract.Source),
            };
            if (found is null || found.Length > JourneyValues.MaxLength || found.Any(char.IsControl))
            {
                return $"nothing to take {extract.Name} from";
            }

            values.Set(extract.Name, found);
        }

        return "";
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] body = new byte[(int)Math.Min(response.Content.Headers.ContentLength ?? 4096, MaxBodyBytes)];
        int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        while (length == body.Length && length < MaxBodyBytes)
        {
            Array.Resize(ref body, Math.Min(MaxBodyBytes, Math.Max(4096, 2 * body.Length)));
            int read = await stream.ReadAtLeastAsync(body.AsMemory(length), body.Length - length, throwOnEndOfStream: false, cancellationToken);
            length += read;
            if (read == 0)
            {
                break;
            }
        }

        return body.AsMemory(0, length);
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? JsonAt(JsonDocument? json, string path)
    {
        if (json is null)
        {
            return null;
        }

        JsonElement at = json.RootElement;
        foreach (string part in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return null;
            }
        }

        return at.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => at.GetString(), _ => at.GetRawText() };
    }

    private static string? HeaderOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    private static string? CookieOf(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? lines)
            ? lines.Select(line => line.Split(';', 2)[0].Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim() == name)?[1]
            : null;

    private static string Short(string text) => text.Length <= JourneyResult.MaxFailureLength ? text : text[..JourneyResult.MaxFailureLength];
}
