using Edge.Gateway.Config;
using Edge.Gateway.Journeys;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Journeys;

/// <summary>Journeys in YAML, and what is said of wrong ones.</summary>
public sealed class JourneyReaderTests
{
    [Fact]
    public void Journeys_AsShipped_AreGoodAndOneIsGlobal()
    {
        using ConfigFolder folder = new();
        foreach (string file in Directory.GetFiles(Repository.PathOf("config", "journeys")))
        {
            folder.With("journeys/" + Path.GetFileName(file), File.ReadAllText(file));
        }

        IReadOnlyList<Journey> journeys = folder.LoadGood().Get<JourneySet>().Journeys;
        Assert.Equal(["Authentication", "Tokens", "Users API"], journeys.Select(static journey => journey.Feature));
        Assert.Equal("sign-in", Assert.Single(journeys, static journey => journey.IsGlobal).Name);
        Assert.All(journeys, static journey => Assert.InRange(journey.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Journey_WithEverything_IsRead()
    {
        using ConfigFolder folder = new();
        Journey journey = folder.With("journeys/all.yml", """
            description: All there is.
            feature: Single sign-on
            interval: 5s
            timeout: 1s
            hosts: [acme.localhost]
            values: { client: abc, secret: env:PATH }
            steps:
              - name: begin
                path: /authorize?client_id=${client}
                expect: { status: [302], headers: { Location: /login } }
                extract:
                  state: { header: X-State }
                  session: { cookie: sid }
              - method: POST
                path: /login
                headers: { Cookie: "sid=${session}" }
                body: "state=${state}"
                contentType: text/xml
                timeout: 2s
                expect: { contains: welcome }
            """).LoadGood().Get<JourneySet>().Find("all")!;
        Assert.Equal(("Single sign-on", false, TimeSpan.FromSeconds(5), "acme.localhost"), (journey.Feature, journey.IsGlobal, journey.Interval, journey.Hosts.Single()));
        Assert.Equal([("state", JourneyExtractKind.Header), ("session", JourneyExtractKind.Cookie)], journey.Steps[0].Extracts.Select(static extract => (extract.Name, extract.Kind)));
        Assert.Equal(("/login", "text/xml", TimeSpan.FromSeconds(2), "welcome"), (journey.Steps[1].Name, journey.Steps[1].Body!.MediaType, journey.Steps[1].Timeout, journey.Steps[1].Expect.Contains));
        Assert.Equal(TimeSpan.FromSeconds(8.5), journey.Validity);
    }

    [Theory]
    [InlineData("feature: A\nsteps: []", "j.yaml(2,8): error EDGE1005: 'steps' has 0 steps; set 1 to 20.")]
    [InlineData("steps: [ { path: / } ]", "j.yaml(1,1): error EDGE1005: 'feature' is missing; set text in quotes.")]
    [InlineData("feature: A\nsteps: [ { path: x } ]", "j.yaml(2,18): error EDGE1006: 'steps.path' is \"x\"; set a path that begins with one '/' and has no spaces.")]
    [InlineData("feature: A\nsteps: [ { path: //evil.example } ]", "j.yaml(2,18): error EDGE1006: 'steps.path' is \"//evil.example\"; set a path that begins with one '/' and has no spaces.")]
    [InlineData("feature: A\ninterval: 10ms\nsteps: [ { path: / } ]", "j.yaml(2,11): error EDGE1006: 'interval' is \"10ms\"; set a duration from \"1s\" to \"1m\", such as \"2s\".")]
    [InlineData("feature: A\nsteps: [ { path: / } ]\nwhen: 1", "j.yaml(3,1): error EDGE1002: unknown key 'when' in the file. Accepted: description, feature, values, timeout, global, interval, hosts, steps.")]
    [InlineData("feature: A\nvalues: { user: a }\nsteps: [ { path: \"/${usr}\" } ]", "j.yaml(3,18): error EDGE1102: 'steps.path' uses ${usr}, which neither values nor an earlier step gives; did you mean 'user'?")]
    [InlineData("feature: A\nsteps: [ { path: /, json: { a: 1 }, body: b } ]", "j.yaml(2,27): error EDGE1105: 'steps.json' stands beside another body; keep one of json, form and body.")]
    [InlineData("feature: A\nsteps: [ { path: /, headers: { X-Edge-Tenant: acme } } ]", "j.yaml(2,30): error EDGE1006: 'steps.headers' has a header that the gateway sets itself (Host, Content-…, X-Edge-…); leave it out.")]
    [InlineData("feature: A\nsteps: [ { path: /, extract: { a: { json: x, header: y } } } ]", "j.yaml(2,30): error EDGE1105: 'steps.extract' has \"a\" with none or several of json, header and cookie; set one.")]
    [InlineData("feature: \"--\"\nsteps: [ { path: / } ]", "j.yaml(1,10): error EDGE1006: 'feature' is no name for customers; set 1 to 64 characters with at least one letter or digit.")]
    public void Journey_ThatIsWrong_IsToldWithItsPlace(string yaml, string expected)
    {
        using ConfigFolder folder = new();
        Assert.Equal(expected, folder.With("journeys/j.yaml", yaml).Diagnostics().Replace("journeys/", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Journey_ForHostsThatNoTenantHas_IsAWarningForEachOfThem()
    {
        using ConfigFolder folder = new();
        SnapshotLoadResult result = folder.With("journeys/j.yaml", "feature: A\nhosts: [ACME.localhost, login.example.com]\nsteps: [ { path: / } ]").Load();
        Assert.Equal(
            "j.yaml(2,25): warning EDGE1102: 'hosts' has \"login.example.com\", which no tenant has; this gateway does not run the journey there, and only a probe elsewhere can.",
            folder.Text(result).Replace("journeys/", "", StringComparison.Ordinal));
        Assert.Equal("ACME.localhost", Assert.Single(JourneyTargets.Of(result.Snapshot!)).Host);
    }

    [Fact]
    public void Values_FilledIn_AreEncodedForTheirPlace()
    {
        JourneyValues values = new();
        values.Set("a", "x\"&/ ü");
        Assert.Equal(["x\"&/ ü", "{\"k\":\"x\\u0022\\u0026/ \\u00FC\"}", "/p/x%22%26%2F%20%C3%BC"], [values.Fill("${a}"), values.FillJson("{\"k\":\"${a}\"}"), values.FillPath("/p/${a}")]);
    }
}
