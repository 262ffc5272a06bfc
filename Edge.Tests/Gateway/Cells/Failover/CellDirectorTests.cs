using System.Globalization;
using Edge.Gateway.Cells;
using Edge.Gateway.Cells.Failover;
using Edge.Gateway.Config;
using Edge.Gateway.State;
using Edge.Gateway.Tenants;
using Edge.Tests.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.Cells.Failover;

public sealed class CellDirectorTests : IDisposable
{
    private const string Cells = """
        { "cells": [
          { "id": "us-1", "jurisdiction": "us", "destinations": [ { "id": "d", "address": "http://127.0.0.1:1" } ] },
          { "id": "us-2", "jurisdiction": "us", "destinations": [ { "id": "d", "address": "http://127.0.0.1:1" } ] },
          { "id": "eu-1", "jurisdiction": "eu", "destinations": [ { "id": "d", "address": "http://127.0.0.1:1" } ] } ] }
        """;

    private const string Tenants = """
        { "tenants": [
          { "id": "home", "hosts": ["home.x"], "cell": "us-1", "drCell": "us-2", "jurisdictions": ["us"] },
          { "id": "alone", "hosts": ["alone.x"], "cell": "eu-1", "jurisdictions": ["eu"] },
          { "id": "free", "hosts": ["free.x"], "cell": "us-1", "drCell": "eu-1" } ] }
        """;

    private static readonly EdgeSnapshot Snapshot = Load();

    private readonly MemoryDecisionStore _store = new(TimeProvider.System);
    private readonly CellDirector _director;

    public CellDirectorTests() => _director = new CellDirector(_store);

    public void Dispose() => _director.Dispose();

    /// <summary>Decisions as "key=value", and where the tenant is served: '+' for read-write, '-' for read-only, '!' for drained.</summary>
    [Theory]
    [InlineData("", "home", "us-1+")]
    [InlineData("fleet/mode=read-only", "home", "us-1-")]
    [InlineData("cell/us-1/mode=read-only", "home", "us-1-")]
    [InlineData("cell/us-2/mode=read-only", "home", "us-1+")]
    [InlineData("tenant/home/mode=read-only", "home", "us-1-")]
    [InlineData("tenant/home/mode=read-only", "free", "us-1+")]
    [InlineData("tenant/home/failover=us-2", "home", "us-2-")]
    [InlineData("tenant/home/failover=us-2", "free", "us-1+")]
    [InlineData("tenant/home/failover=us-1", "home", "us-1+")] // Home is home.
    [InlineData("tenant/home/failover=eu-1", "home", "us-1-")] // Never outside: at home, and read-only until somebody fails it back.
    [InlineData("tenant/home/failover=gone", "home", "us-1-")]
    [InlineData("tenant/alone/failover=us-1", "alone", "eu-1-")]
    [InlineData("cell/us-1/weight=0", "home", "us-2-")]
    [InlineData("cell/us-1/weight=0 cell/us-2/weight=0", "home", "us-1!")]
    [InlineData("cell/eu-1/weight=0", "alone", "eu-1!")]
    [InlineData("cell/eu-1/weight=1", "alone", "eu-1+")]
    [InlineData("cell/us-1/weight=0", "free", "eu-1-")]
    [InlineData("cell/us-1/weight=0 tenant/home/failover=us-2", "home", "us-2-")]
    [InlineData("cell/us-2/weight=0 tenant/home/failover=us-2", "home", "us-2!")] // What people decided stands.
    [InlineData("cell/us-1/weight=nonsense some/other/key=1 upgrade=x", "home", "us-1+")]
    public async Task Assign_UnderDecisions_IsWhereAndHowTheySay(string decisions, string tenant, string expected)
    {
        await DecideAsync(decisions);
        Assert.Equal(expected, Show(tenant));
    }

    [Fact]
    public async Task Limit_OfABucketThatIsCalledFailover_IsNone()
    {
        await DecideAsync("tenant/home/limit/failover=600:1:0 tenant/home/limit/a/failover=600:1:0");
        Assert.Empty(_director.View.FailedOver);
        Assert.True(_director.View.IsPlain);
    }

    [Fact]
    public void Assign_UnderAnyDecisions_IsNeverOutsideTheJurisdictions()
    {
        string[] cells = ["us-1", "us-2", "eu-1", "gone", ""];
        string[] tenants = ["home", "alone", "free"];
        int moved = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            MemoryDecisionStore store = new(TimeProvider.System);
            List<DecisionChange> changes = [.. tenants.Where(_ => random.Next(2) == 0).Select(tenant => new DecisionChange(DecisionKeys.TenantFailover(tenant), cells[random.Next(cells.Length)]))];
            changes.AddRange(cells[..3].Where(_ => random.Next(2) == 0).Select(cell => new DecisionChange(DecisionKeys.CellWeight(cell), (random.Next(3) * 50).ToString(CultureInfo.InvariantCulture))));
            Assert.True(store.DecideAsync(changes, "test", "", CancellationToken.None).IsCompletedSuccessfully);
            using CellDirector director = new(store);
            return Snapshot.Get<TenantDirectory>().Tenants.All(tenant =>
            {
                CellAssignment assignment = director.Assign(Snapshot.Get<CellTable>(), tenant);
                moved += assignment.IsAway ? 1 : 0;
                return tenant.Allows(assignment.Cell.Jurisdiction) && (!assignment.IsAway || assignment.IsReadOnly);
            });
        }).QuickCheckThrowOnFailure();
        Assert.True(moved > 20, $"Only {moved} moved.");
    }

    [Fact]
    public async Task Assign_AllocatesNothing()
    {
        Assert.Equal(0, Allocations.Of(() => _director.Assign(Snapshot.Get<CellTable>(), TenantOf("home"))));
        await DecideAsync("cell/us-1/weight=50 tenant/home/failover=us-2 fleet/mode=read-only");
        Assert.Equal(0, Allocations.Of(() => _director.Assign(Snapshot.Get<CellTable>(), TenantOf("home"))));
        Assert.Equal(0, Allocations.Of(() => _director.Assign(Snapshot.Get<CellTable>(), TenantOf("free"))));
    }

    [Fact]
    public void Assign_WithoutWriters_IsReadOnlyThereOnly()
    {
        _director.WithoutWriters = System.Collections.Frozen.FrozenSet.Create("us-1");
        Assert.Equal("us-1-", Show("home"));
        Assert.Equal("eu-1+", Show("alone"));
    }

    private string Show(string tenant)
    {
        CellAssignment assignment = _director.Assign(Snapshot.Get<CellTable>(), TenantOf(tenant));
        return assignment.Cell.Id + (assignment.IsDrained ? '!' : assignment.IsReadOnly ? '-' : '+');
    }

    private Task<DecisionSet> DecideAsync(string decisions) => _store.DecideAsync(
        [.. decisions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static text => text.Split('=')).Select(static pair => new DecisionChange(pair[0], pair[1]))], "test", "", CancellationToken.None);

    private static Tenant TenantOf(string id) => Snapshot.Get<TenantDirectory>().TryGetById(id, out Tenant? tenant) ? tenant : throw new KeyNotFoundException(id);

    private static EdgeSnapshot Load()
    {
        using ConfigFolder folder = new();
        return folder.With("cells.json", Cells).With("tenants.json", Tenants).LoadGood();
    }
}
