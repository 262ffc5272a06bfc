using Edge.LoadTests.Engine;
using Edge.LoadTests.Http;

namespace Edge.LoadTests.Scenarios;

/// <summary>What browsers and apps send, with 1 % of attacks among it.</summary>
internal sealed class WafMixSuite : ISuite
{
    private static readonly string[] Attacks =
    [
        "/echo?id=1%27%20OR%20%271%27=%271", "/echo?id=-1%20UNION%20SELECT%20name,%20password%20FROM%20users", "/echo?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/echo?file=../../../../etc/passwd", "/echo?host=;cat%20/etc/passwd",
    ];

    public string Name => "waf-mix";

    public string Promise => "Rules refuse every attack and nothing else, at a p99 that people do not notice.";

    public LoadOptions Defaults => new() { Rate = 300 };

    public DemoSettings Demo(LoadOptions options) => new() { Waf = true };

    public SuitePlan Plan(LoadOptions options) => new(
        [
            new Scenario("benign", [new Step("mix", Benign(options.Host))], [new Inject(options.Rate * 0.99, options.Duration)]),
            new Scenario("attacks", [new Step("mix", [.. Attacks.Select(path => LoadRequest.Get(options.Host, path))]) { Expects = static status => status == 403 }], [new Inject(Math.Max(options.Rate * 0.01, 2 / options.Duration.TotalSeconds), options.Duration)]),
        ],
        ["benign.failed <= 0", "benign.status.403 <= 0", "attacks.failed <= 0", "attacks.status.403 > 0", "benign.p99 < 100ms"]);

    private static List<LoadRequest> Benign(string host)
    {
        List<LoadRequest> requests = [];
        string[] words = ["lantern", "garden", "harbour", "meadow", "candle", "orchard", "river", "window"];
        for (int index = 0; index < 64; index++)
        {
            string word = words[index % words.Length];
            requests.Add(LoadRequest.Get(host, FormattableString.Invariant($"/echo/{word}?id={index}")));
            requests.Add(LoadRequest.Get(host, FormattableString.Invariant($"/echo/find?q={word}&kind=tool&maker={words[(index + 3) % 8]}&colour=green&order=price&page={index}&from=2026&until=2027&lang=de&remark=none")));
            requests.Add(LoadRequest.PostJson(host, "/echo/orders", FormattableString.Invariant($$"""{"number":"{{100000 + index}}","buyer":{"name":"{{word}} {{words[(index + 5) % 8]}}"},"items":[{"id":{{index}},"name":"{{word}}","count":2,"price":12.5}]}""")));
            requests.Add(new LoadRequest("POST", "/echo/contact", host, [("content-type", "application/x-www-form-urlencoded")], System.Text.Encoding.ASCII.GetBytes(FormattableString.Invariant($"name={word}&phone=0301234567&message=a+{word}+by+the+{words[(index + 2) % 8]}"))));
        }

        return requests;
    }
}
