using System.Text.Json;

namespace Edge.Gateway.Demo;

/// <summary>Reads a partial update of <see cref="DemoFaults"/>, and says of each key what is wrong with it.</summary>
internal static class DemoFaultsReader
{
    private const string AcceptedKeys = "latencyMs, jitterMs, failPercent, failStatus, down, hang, resetPercent, healthy";

    /// <summary>Applies the JSON object's members to a copy of the settings in force.</summary>
    /// <param name="json">The request body, UTF-8.</param>
    /// <param name="current">Settings whose members stand where the object names none.</param>
    /// <param name="updated">The copy; equal to <paramref name="current"/> when there are errors.</param>
    /// <returns>Errors by key, empty when the update is good. The key <c>body</c> stands for the document itself.</returns>
    public static Dictionary<string, string> Read(ReadOnlyMemory<byte> json, DemoFaults current, out DemoFaults updated)
    {
        updated = current;
        Dictionary<string, string> errors = new(StringComparer.Ordinal);
        DemoFaults result = current;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, DemoDocument.Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                errors["body"] = $"is {Describe(document.RootElement)}; send a JSON object with any of {AcceptedKeys}.";
                return errors;
            }

            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                result = Apply(member, result, errors);
            }
        }
        catch (JsonException)
        {
            errors["body"] = $"is not JSON; send a JSON object with any of {AcceptedKeys}.";
        }

        if (errors.Count == 0)
        {
            updated = result;
        }

        return errors;
    }

    private static DemoFaults Apply(JsonProperty member, DemoFaults faults, Dictionary<string, string> errors)
    {
        double maxDelayMs = DemoLimits.MaxDelay.TotalMilliseconds;
        switch (member.Name)
        {
            case "latencyMs":
                return TryNumber(member, 0, maxDelayMs, errors, out double latency) ? faults with { Latency = TimeSpan.FromMilliseconds(latency) } : faults;
            case "jitterMs":
                return TryNumber(member, 0, maxDelayMs, errors, out double jitter) ? faults with { Jitter = TimeSpan.FromMilliseconds(jitter) } : faults;
            case "failPercent":
                return TryNumber(member, 0, 100, errors, out double fail) ? faults with { FailPercent = fail } : faults;
            case "resetPercent":
                return TryNumber(member, 0, 100, errors, out double reset) ? faults with { ResetPercent = reset } : faults;
            case "failStatus":
                return TryStatus(member, errors, out int status) ? faults with { FailStatus = status } : faults;
            case "down":
                return TryBoolean(member, errors, out bool down) ? faults with { Down = down } : faults;
            case "hang":
                return TryBoolean(member, errors, out bool hang) ? faults with { Hang = hang } : faults;
            case "healthy":
                return TryBoolean(member, errors, out bool healthy) ? faults with { Healthy = healthy } : faults;
            default:
                errors[member.Name] = $"is not a fault; the faults are {AcceptedKeys}.";
                return faults;
        }
    }

    private static bool TryNumber(JsonProperty member, double minimum, double maximum, Dictionary<string, string> errors, out double value)
    {
        value = 0;
        if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out value) && value >= minimum && value <= maximum)
        {
            return true;
        }

        errors[member.Name] = $"is {Describe(member.Value)}; set a number from {minimum:0} to {maximum:0}.";
        return false;
    }

    private static bool TryStatus(JsonProperty member, Dictionary<string, string> errors, out int value)
    {
        value = 0;
        if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out value) && value is >= 400 and <= 599)
        {
            return true;
        }

        errors[member.Name] = $"is {Describe(member.Value)}; set a whole number from 400 to 599.";
        return false;
    }

    private static bool TryBoolean(JsonProperty member, Dictionary<string, string> errors, out bool value)
    {
        value = member.Value.ValueKind == JsonValueKind.True;
        if (value || member.Value.ValueKind == JsonValueKind.False)
        {
            return true;
        }

        errors[member.Name] = $"is {Describe(member.Value)}; set true or false.";
        return false;
    }

    private static string Describe(JsonElement value)
    {
        const int MaxShown = 40;
        string text = value.GetRawText();
        return text.Length <= MaxShown ? text : string.Concat(text.AsSpan(0, MaxShown), "…");
    }
}
