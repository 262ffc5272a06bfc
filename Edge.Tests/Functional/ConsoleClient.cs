using System.Net;
using System.Text.RegularExpressions;
using Edge.Tests.TestKit;

namespace Edge.Tests.Functional;

/// <summary>Uses the operators' console as a browser without scripts does: signs in by the form, follows what it is told by hand.</summary>
internal sealed partial class ConsoleClient : IDisposable
{
    private readonly HttpClient _http;

    private ConsoleClient(HttpClient http) => _http = http;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Somebody who has a token, signed in.</summary>
    public static async Task<ConsoleClient> SignInAsync(TestGateway gateway, string token)
    {
        var client = new ConsoleClient(CreateHttp(gateway));
        using HttpResponseMessage answer = await client.PostAsync("sign-in", ("token", token));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return client;
    }

    /// <summary>Somebody who has none.</summary>
    public static ConsoleClient Nobody(TestGateway gateway) => new(CreateHttp(gateway));

    /// <summary>Gets a page below the console's path.</summary>
    public Task<HttpResponseMessage> GetAsync(string page) => _http.GetAsync(page, Token);

    /// <summary>The text of a page that must be there.</summary>
    public async Task<string> PageAsync(string page)
    {
        using HttpResponseMessage answer = await GetAsync(page);
        string text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page}: {(int)answer.StatusCode}");
        return text;
    }

    /// <summary>Sends a form.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(static field => KeyValuePair.Create(field.Name, field.Value)));
        return await _http.PostAsync(page, form, Token);
    }

    /// <summary>Opens the page that asks before an action, and sends its form with further fields; the page that says what came of it.</summary>
    public async Task<string> DoAsync(string question, params (string Name, string Value)[] fields)
    {
        string page = await PageAsync(question);
        Dictionary<string, string> form = Hidden().Matches(page[page.IndexOf("<main", StringComparison.Ordinal)..])
            .ToDictionary(static match => match.Groups["name"].Value, static match => WebUtility.HtmlDecode(match.Groups["value"].Value), StringComparer.Ordinal);
        foreach ((string name, string value) in fields)
        {
            form[name] = value;
        }

        using HttpResponseMessage answer = await PostAsync(question.Split('?')[0], [.. form.Select(static field => (field.Key, field.Value))]);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.DoesNotContain("?", answer.Headers.Location!.ToString(), StringComparison.Ordinal); // No result in a URL.
        return await PageAsync(answer.Headers.Location.ToString());
    }

    /// <summary>Proves that a form is this session's own.</summary>
    public async Task<string> FormTokenAsync() => Hidden().Matches(await PageAsync("log")).First(static match => match.Groups["name"].Value == "form-token").Groups["value"].Value;

    public void Dispose() => _http.Dispose();

    private static HttpClient CreateHttp(TestGateway gateway)
    {
#pragma warning disable CA2000 // The client owns its handler.
        return new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(gateway.Ops, "/console/"), Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore CA2000
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
