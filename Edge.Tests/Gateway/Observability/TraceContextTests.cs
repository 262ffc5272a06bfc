using Edge.Gateway.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Edge.Tests.Gateway.Observability;

public sealed class TraceContextTests
{
    private const string Valid = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Theory]
    [InlineData(Valid, true)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ff", true)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings", true)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what", false)]
    [InlineData("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-\n", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0", false)]
    [InlineData("00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    [InlineData("", false)]
    public void IsValid_Header_FollowsTheRecommendation(string header, bool expected) => Assert.Equal(expected, TraceContext.IsValid(header));

    [Fact]
    public void IsValid_LaterVersionBeyondTheLimit_IsFalse() =>
        Assert.False(TraceContext.IsValid("cc" + Valid[2..] + "-" + new string('a', TraceContext.MaxChars)));

    [Fact]
    public void Ensure_ValidHeader_KeepsItAndItsStateAndAllocatesNothing()
    {
        IHeaderDictionary headers = new HeaderDictionary { ["traceparent"] = Valid, ["tracestate"] = "vendor=1" };
        Assert.Same(Valid, TraceContext.Ensure(headers));
        Assert.Equal("vendor=1", headers.TraceState);
        Allocations.AssertPerThousand(0, () => TraceContext.Ensure(headers));
    }

    [Theory]
    [InlineData("")]
    [InlineData("broken")]
    [InlineData(Valid + "," + Valid)]
    public void Ensure_BrokenOrRepeatedHeader_BeginsANewTraceWithoutState(string sent)
    {
        IHeaderDictionary headers = new HeaderDictionary { ["traceparent"] = new StringValues(sent.Split(',')), ["tracestate"] = "vendor=1" };
        string made = TraceContext.Ensure(headers);
        Assert.True(TraceContext.IsValid(made));
        Assert.EndsWith("-00", made, StringComparison.Ordinal);
        Assert.Equal(made, headers.TraceParent);
        Assert.False(headers.ContainsKey("tracestate"));
    }

    [Fact]
    public void Create_ManyTimes_IsValidAndUniqueAndOneString()
    {
        HashSet<string> seen = [];
        for (int index = 0; index < 1000; index++)
        {
            string made = TraceContext.Create();
            Assert.True(TraceContext.IsValid(made));
            Assert.True(seen.Add(made));
        }

        Allocations.AssertPerThousand(1000 * Allocations.OfString(TraceContext.MinChars), static () => TraceContext.Create());
    }
}
