using Edge.Gateway.Observability;

namespace Edge.Tests.Gateway.Observability;

public sealed class RequestTagsTests
{
    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("get", "_OTHER")]
    [InlineData("PROPFIND", "_OTHER")]
    [InlineData("", "_OTHER")]
    public void Method_AsSent_IsOneOfTheClosedSet(string sent, string expected) => Assert.Equal(expected, RequestTags.Method(sent));

    [Theory]
    [InlineData(100, "100", "1xx")]
    [InlineData(204, "204", "2xx")]
    [InlineData(599, "599", "5xx")]
    [InlineData(99, "_OTHER", "_OTHER")]
    [InlineData(600, "_OTHER", "_OTHER")]
    [InlineData(0, "_OTHER", "_OTHER")]
    [InlineData(-200, "_OTHER", "_OTHER")]
    public void Status_AnyNumber_IsOneOfTheClosedSet(int status, string code, string group)
    {
        Assert.Equal(code, RequestTags.StatusCode(status));
        Assert.Equal(group, RequestTags.StatusClass(status));
    }

    [Fact]
    public void Outcome_EachValue_HasItsOwnWord()
    {
        string[] words = [.. Enum.GetValues<RequestOutcome>().Select(RequestTags.Outcome)];
        Assert.Equal(words.Length, words.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(RequestTags.Other, words);
    }
}
