using System.Text;

namespace Edge.Gateway.Journeys;

/// <summary>What a step sends: JSON, a form, or text. Made anew for each run.</summary>
/// <param name="MediaType">Of the content.</param>
/// <param name="Text">A template; null for a form.</param>
/// <param name="Fields">Of a form; empty otherwise.</param>
internal sealed record JourneyBody(string MediaType, string? Text, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";

    public HttpContent Make(JourneyValues values)
    {
        string text = Text is null
            ? string.Join('&', Fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(values.Fill(field.Value))}"))
            : MediaType == Json ? values.FillJson(Text) : values.Fill(Text);
        return new ByteArrayContent(Encoding.UTF8.GetBytes(text)) { Headers = { { "Content-Type", MediaType } } };
    }
}
