using System.Net;
using Edge.Gateway.Access;
using Edge.Gateway.Access.Abuse;
using Edge.Gateway.Access.Abuse.Keys;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Access.Bans;
using Edge.Gateway.Config;
using Edge.Gateway.Http;
using Edge.Tests.Gateway.Observability;
using Microsoft.AspNetCore.Http;

namespace Edge.Tests.Gateway.Access;

public sealed class AccessMiddlewareTests : IDisposable
{
    private readonly MetricsFixture _metrics = new();
    private readonly BanTable _bans = new(TimeProvider.System, new RecordedEvents());
    private readonly AbuseGuard _guard;
    private readonly AccessMiddleware _middleware;
    private int _passed;

    public AccessMiddlewareTests()
    {
        AccessMetrics metrics = new(_metrics.Factory, _bans);
        _guard = new AbuseGuard(new AbuseCounters(TimeProvider.System), _bans, metrics);
        _middleware = new AccessMiddleware(
            _ =>
            {
                _passed++;
                return Task.CompletedTask;
            },
            _bans,
            _guard,
            metrics);
    }

    public void Dispose() => _metrics.Dispose();

    [Theory]
    [InlineData("/api/v1/users")] // No rule matches.
    [InlineData("/api/v1/authn")] // One counts the request, one waits for its answer.
    public void Invoke_RequestThatPasses_AllocatesNothing(string path)
    {
        _bans.AddManually(BanSubject.OfAddress(AddressKey.OfV4(1)), TimeSpan.FromHours(1), "test", "");
        AccessTable table = new()
        {
            Addresses = AddressTableTests.TableOf((0, "198.51.100.0/24")),
            Sources = [],
            Rules = [new AccessRule("bad", 1, AccessAction.Deny, AccessMode.Block, null)],
            Abuse = [Rule("requests", null), Rule("answers", new AnswerCondition([401], []))],
        };
        object?[] parts = new object?[SnapshotPart.MaxKinds];
        parts[SnapshotPart.Of<AccessTable>.Index] = table;
        DefaultHttpContext context = new();
        context.Request.Method = "POST";
        context.Request.Path = path;
        EdgeRequest request = new() { ClientAddress = IPAddress.Parse("203.0.113.5") };
        request.Begin(new EdgeSnapshot(parts, "", 1, default), 0);
        context.Features.Set(request);
        AbuseResponseCounter answers = new(_guard);

        Assert.Equal(0, TestKit.Allocations.Of(() =>
        {
            _middleware.InvokeAsync(context);
            answers.Write(context, request);
        }));
        Assert.Equal(6, _passed);
    }

    private static AbuseRule Rule(string id, AnswerCondition? condition) => new(id)
    {
        Tenant = null,
        Match = [new PathPattern(["POST"], "/api/v1/authn")],
        Key = [new AddressPart(), new MethodPart()],
        SkipsMissing = false,
        CountWhen = condition,
        Limit = 1000,
        Window = TimeSpan.FromMinutes(1),
        Ban = null,
        Mode = AccessMode.Block,
    };
}
