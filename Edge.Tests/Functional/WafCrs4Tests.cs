using System.Net;
using Edge.Gateway.Waf;
using Edge.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Functional;

/// <summary>Rules that keep their scores as the Core Rule Set 4 does, in variables that its release 3 has not.</summary>
public sealed class WafCrs4Tests
{
    private const string Setup = """
        SecDefaultAction "phase:2,log,auditlog,pass"
        SecAction "id:900990,phase:1,pass,nolog,setvar:tx.crs_setup_version=400"
        """;

    private const string Initialization = """
        SecRule &TX:blocking_paranoia_level "@eq 0" "id:901120,phase:1,pass,nolog,setvar:'tx.blocking_paranoia_level=1'"
        SecRule &TX:inbound_anomaly_score_threshold "@eq 0" "id:901100,phase:1,pass,nolog,setvar:'tx.inbound_anomaly_score_threshold=5'"
        SecAction "id:901200,phase:1,pass,nolog,setvar:'tx.blocking_inbound_anomaly_score=0',setvar:'tx.inbound_anomaly_score_pl1=0',setvar:'tx.inbound_anomaly_score_pl2=0'"
        """;

    private const string Rules = """
        SecRule ARGS "@contains evil" "id:942100,phase:2,block,log,msg:'one',setvar:'tx.inbound_anomaly_score_pl1=+5'"
        SecRule ARGS "@contains worse" "id:942110,phase:2,block,log,msg:'two',setvar:'tx.inbound_anomaly_score_pl2=+3'"
        """;

    private const string Evaluation = """
        SecRule TX:BLOCKING_PARANOIA_LEVEL "@ge 1" "id:949060,phase:2,pass,nolog,setvar:'tx.blocking_inbound_anomaly_score=+%{tx.inbound_anomaly_score_pl1}'"
        SecRule TX:BLOCKING_PARANOIA_LEVEL "@ge 2" "id:949061,phase:2,pass,nolog,setvar:'tx.blocking_inbound_anomaly_score=+%{tx.inbound_anomaly_score_pl2}'"
        SecRule TX:BLOCKING_INBOUND_ANOMALY_SCORE "@ge %{tx.inbound_anomaly_score_threshold}" "id:949110,phase:2,deny,log,msg:'Score %{TX.BLOCKING_INBOUND_ANOMALY_SCORE}'"
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", "/echo?x=good", 0)]
    [InlineData("{}", "/echo?x=worse", 0)] // Of level 2.
    [InlineData("{}", "/echo?x=evil", 5)]
    [InlineData("{}", "/posts/1'%20or%20'1'='1", 15)] // By rules of this project, which add to the same score.
    [InlineData("""{ "inboundThreshold": 6 }""", "/echo?x=evil", 0)]
    [InlineData("""{ "inboundThreshold": 6, "paranoia": 2 }""", "/echo?x=evil+worse", 8)]
    public async Task AnomalyScore_OfCrs4_DecidesByThresholdAndLevel(string settings, string target, int score)
    {
        using TestFolder folder = new();
        folder.Write("crs-setup.conf.example", Setup);
        folder.Write("rules/REQUEST-901-INITIALIZATION.conf", Initialization);
        folder.Write("rules/REQUEST-942-APPLICATION-ATTACK-SQLI.conf", Rules);
        folder.Write("rules/REQUEST-949-BLOCKING-EVALUATION.conf", Evaluation);
        await using TestGateway gateway = await WafGateway.StartAsync(settings, change: config =>
        {
            config.Edge["waf"]!["crs"] = folder.Path;
            config.Edge["waf"]!["crsSetup"] = folder["crs-setup.conf.example"];
        });

        using HttpResponseMessage response = await gateway.Client.GetAsync(new Uri(target, UriKind.Relative), Cancellation);
        WafBlockedRequests blocked = gateway.Services.GetRequiredService<WafBlockedRequests>();
        if (score == 0)
        {
            Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Empty(blocked.Newest(10));
            return;
        }

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await TestGateway.WaitUntilAsync(() => blocked.Newest(10).Count > 0); // It is kept after the answer.
        WafRecord record = Assert.Single(blocked.Newest(10));
        Assert.Equal((score, 949110), (record.Score, record.RuleId));
    }
}
