using System.Diagnostics.Metrics;
using System.Net;
using Edge.Gateway.Admin.Authentication;
using Edge.Gateway.Config;
using Edge.Tests.Gateway.Access;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Edge.Tests.Gateway.Admin;

/// <summary>Every attempt is told, and none floods the log.</summary>
public sealed class AdminAuditTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RecordedEvents _events = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly AdminAudit _audit;

    public AdminAuditTests()
    {
        _audit = new AdminAudit(_events, new AdminMetrics(_services.GetRequiredService<IMeterFactory>(), new SnapshotStore(), _time), _time);
    }

    public void Dispose()
    {
        _audit.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Reads_OfOneKind_AreToldOnceAndThenCounted()
    {
        for (int i = 0; i < 500; i++)
        {
            _audit.Granted(Request("GET", "/api/v1/cells"), "ops-1", "edge.cells.read");
        }

        _audit.Granted(Request("GET", "/api/v1/cells"), "ops-2", "edge.cells.read");
        Assert.Equal(2, _events.Lines.Count);
        _time.Advance(AdminAudit.Window); // The sweep tells the rest, also when nothing more comes.
        Assert.Equal(
            [
                "admin.access.granted GET /api/v1/cells by ops-1: edge.cells.read, from 192.0.2.7",
                "admin.access.granted GET /api/v1/cells by ops-2: edge.cells.read, from 192.0.2.7",
                "admin.access.granted GET /api/v1/cells by ops-1: 499 more like the one at 00:00:00: edge.cells.read, from 192.0.2.7",
            ],
            _events.Lines);
        _time.Advance(AdminAudit.Window);
        Assert.Equal(3, _events.Lines.Count);
        _audit.Granted(Request("GET", "/api/v1/cells"), "ops-1", "edge.cells.read");
        Assert.Equal(4, _events.Lines.Count);
    }

    [Fact]
    public void Changes_AreToldEach()
    {
        for (int i = 0; i < 50; i++)
        {
            _audit.Granted(Request("POST", "/api/v1/bans"), "ops-1", "edge.bans.manage");
        }

        Assert.Equal(50, _events.Lines.Count);
    }

    [Fact]
    public void Denials_OfSomeoneKnown_AreToldByWhatTheyTried()
    {
        for (int i = 0; i < 3; i++)
        {
            _audit.Denied(Request("POST", "/api/v1/cells/na-1/drain"), AttemptOutcome.Forbidden, "ops-1", "No.");
            _audit.Denied(Request("POST", "/api/v1/cells/eu-1/drain"), AttemptOutcome.Forbidden, "ops-1", "No.");
        }

        Assert.Equal(["POST /api/v1/cells/na-1/drain", "POST /api/v1/cells/eu-1/drain"], _events.Lines.Select(static line => string.Join(' ', line.Split(' ')[1..3])));
    }

    [Fact]
    public void Denials_OfTheUnknown_AreToldByAddress()
    {
        for (int i = 0; i < 20; i++)
        {
            _audit.Denied(Request("GET", $"/api/v1/guess/{i}", "192.0.2.7"), AttemptOutcome.Unknown, "unknown", "No.");
            _audit.Denied(Request("GET", $"/api/v1/guess/{i}", "2001:db8::9"), AttemptOutcome.Unknown, "unknown", "No.");
        }

        Assert.Equal(
            ["admin.access.denied GET /api/v1/guess/0 by unknown: No. From 192.0.2.7.", "admin.access.denied GET /api/v1/guess/0 by unknown: No. From 2001:db8::/64."],
            _events.Lines);
        _time.Advance(AdminAudit.Window);
        Assert.Equal(4, _events.Lines.Count);
        Assert.All(_events.Lines.Skip(2), static line => Assert.Contains("19 more", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Kinds_BeyondTheMost_ShareOne()
    {
        for (int i = 0; i < 2 * AdminAudit.MaxKinds; i++)
        {
            _audit.Denied(Request("GET", "/", $"10.0.{i >> 8}.{i & 255}"), AttemptOutcome.Unknown, "unknown", "No.");
        }

        Assert.Equal(AdminAudit.MaxKinds + 1, _events.Lines.Count);
        Assert.Equal("admin.access.denied various by various: attempts of very many kinds", _events.Lines[^1]);
        _time.Advance(AdminAudit.Window);
        Assert.Equal($"admin.access.denied various by various: {AdminAudit.MaxKinds - 1} more like the one at 00:00:00: attempts of very many kinds", _events.Lines[^1]);
    }

    private static DefaultHttpContext Request(string method, string path, string address = "192.0.2.7")
    {
        DefaultHttpContext context = new();
        (context.Request.Method, context.Request.Path) = (method, path);
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }
}
