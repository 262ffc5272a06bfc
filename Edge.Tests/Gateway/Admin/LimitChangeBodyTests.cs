using System.Text.Json;
using Edge.Gateway.Admin;

namespace Edge.Tests.Gateway.Admin;

public sealed class LimitChangeBodyTests
{
    [Theory]
    [InlineData("""{ "limit": 5 }""", 5L, null)]
    [InlineData("""{ "limit": null }""", 0L, null)]
    [InlineData("""{ "warningPercent": 30 }""", null, 30)]
    [InlineData("""{ "warningPercent": null, "limit": 16777215 }""", 16777215L, 0)]
    public void Body_ThatIsGood_SaysWhatChanges(string json, long? limit, int? warning)
    {
        LimitChangeBody body = JsonSerializer.Deserialize<LimitChangeBody>(json, JsonSerializerOptions.Web)!;
        Assert.True(body.IsGood);
        Assert.Equal((limit, warning), (body.LimitChange, body.WarningChange));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "limit": 0 }""")]
    [InlineData("""{ "limit": 16777216 }""")]
    [InlineData("""{ "limit": "5" }""")]
    [InlineData("""{ "limit": 1.5 }""")]
    [InlineData("""{ "warningPercent": 29 }""")]
    [InlineData("""{ "warningPercent": 91, "limit": 5 }""")]
    [InlineData("""{ "warningPercent": true }""")]
    public void Body_ThatIsNotGood_SaysSo(string json) => Assert.False(JsonSerializer.Deserialize<LimitChangeBody>(json, JsonSerializerOptions.Web)!.IsGood);
}
