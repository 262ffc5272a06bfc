using Edge.Gateway.Admin;
using Edge.Gateway.Admin.Grants;
using Edge.Gateway.Config;
using Edge.Gateway.Events;
using Edge.Gateway.State;
using Edge.Tests.Gateway.Access;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Admin;

/// <summary>Permissions for a time.</summary>
public sealed class AccessGrantsTests : IDisposable
{
    private static readonly AdminIdentity Alice = new("alice-1", "alice", AdminRoles.BuiltIn["read-only-admin"], AdminResourceSet.Everything);
    private static readonly AdminGrant Wanted = new(new HashSet<string> { AdminPermissions.DisasterRecoveryManage }, new AdminResourceSet([AdminResource.Tenant("acme")]));

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RecordedEvents _events = new();
    private readonly ConfigFolder _folder = new();
    private readonly SnapshotStore _snapshots = new();
    private readonly MemoryDecisionStore _store;
    private readonly AccessGrants _grants;

    public AccessGrantsTests()
    {
        _snapshots.Swap(_folder.LoadGood());
        _store = new MemoryDecisionStore(_time);
        _grants = new AccessGrants(_store, _snapshots, _events, _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _grants.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Grant_Approved_IsInForceFromThenAndEndsByItself()
    {
        AccessRequest request = await AskAsync();
        Assert.Empty(_grants.InForce(Alice));
        _time.Advance(TimeSpan.FromMinutes(30));
        AccessRequest? approved = await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token);
        Assert.Equal(_time.GetUtcNow().AddHours(1), approved!.Expires);
        AdminGrant grant = Assert.Single(_grants.InForce(Alice));
        Assert.True(grant.Allows(AdminPermissions.DisasterRecoveryManage, AdminResource.Tenant("acme")));
        Assert.False(grant.Allows(AdminPermissions.DisasterRecoveryManage, AdminResource.Everything));
        Assert.Empty(_grants.InForce(Alice with { Id = "alice-2" }));
        Assert.Empty(_grants.InForce(Alice with { Owner = "mallory" })); // A token's id that somebody else has now.

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(_grants.InForce(Alice)); // Without the sweep.
        Assert.Equal(AccessState.Approved, _grants.Find(request.Id)!.State);
        await _grants.SweepAsync(Token);
        await _grants.SweepAsync(Token);
        Assert.Equal(AccessState.Expired, _grants.Find(request.Id)!.State);
        Assert.Equal(["admin.access.requested", "admin.access.approved", "admin.access.expired"], Types());
        Assert.Equal($"admin.access.approved access-request/{request.Id} by bob-1: okta.dr.manage on tenant:acme for 1h, asked for by alice-1: drill", _events.Lines[1]);
    }

    [Fact]
    public async Task Request_ThatNobodyDecides_ExpiresAndCannotBeApproved()
    {
        AccessRequest request = await AskAsync();
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token));
        await _grants.SweepAsync(Token);
        Assert.Equal(AccessState.Expired, _grants.Find(request.Id)!.State);
        Assert.Null(await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token));
        Assert.Empty(_grants.InForce(Alice));
    }

    [Fact]
    public async Task Grant_Revoked_EndsAtOnce()
    {
        AccessRequest request = await AskAsync();
        Assert.Null(await _grants.DecideAsync(request.Id, AccessState.Approved, AccessState.Revoked, "bob-1", Token));
        await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token);
        Assert.Null(await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Denied, "bob-1", Token));
        Assert.NotNull(await _grants.DecideAsync(request.Id, AccessState.Approved, AccessState.Revoked, "carol-1", Token));
        Assert.Empty(_grants.InForce(Alice));
        Assert.Null(await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token)); // For good.
    }

    [Fact]
    public async Task Grants_OutliveTheProcess_AndAreForgottenLongAfterTheirEnd()
    {
        AccessRequest request = await AskAsync();
        await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token);
        using AccessGrants next = new(_store, _snapshots, _events, _time); // What the store kept is all there is.
        Assert.Single(next.InForce(Alice));
        Assert.Equivalent(_grants.Find(request.Id), next.Find(request.Id), strict: true);

        _time.Advance(TimeSpan.FromHours(1));
        await next.SweepAsync(Token);
        _time.Advance(AccessGrants.ShownFor);
        await next.SweepAsync(Token);
        Assert.Single(next.All);
        _time.Advance(TimeSpan.FromTicks(1));
        await next.SweepAsync(Token);
        Assert.Empty(_store.Current.All);
    }

    [Fact]
    public async Task Approval_ThatCannotBeKept_IsNotInForceAndNotTold()
    {
        AccessRequest request = await AskAsync();
        using AccessGrants failing = new(new FullDisk(_store), _snapshots, _events, _time);
        await Assert.ThrowsAsync<IOException>(() => failing.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token));
        Assert.Empty(failing.InForce(Alice));
        Assert.Equal(["admin.access.requested"], Types());
        await _grants.DecideAsync(request.Id, AccessState.Pending, AccessState.Approved, "bob-1", Token); // It can be tried again.
        Assert.Single(failing.InForce(Alice));
    }

    [Fact]
    public async Task Requests_AreBounded_AndThoseThatEndedGiveWay()
    {
        for (int i = 0; i < AccessGrants.MaxPending; i++)
        {
            await AskAsync();
        }

        Assert.Null(await _grants.AddAsync(new AdminPrincipal(Alice, []), Wanted, TimeSpan.FromHours(1), "one more", Token));
        AccessRequest first = _grants.All[^1];
        for (int i = 0; i < AccessGrants.MaxKept; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await _grants.DecideAsync(_grants.All.First(static request => request.State == AccessState.Pending).Id, AccessState.Pending, AccessState.Denied, "bob-1", Token);
            await AskAsync();
        }

        Assert.Equal(AccessGrants.MaxKept, _grants.All.Count);
        Assert.NotNull(_grants.Find(first.Id)); // Pending, so it stays.
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("no json")]
    [InlineData("""{"id":"1","requester":"alice-1","owner":"alice","permissions":["edge.all"],"resources":["*"],"duration":"01:00:00","reason":"x","state":"approved","requested":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"1","requester":"alice-1","owner":"alice","permissions":["okta.dr.manage"],"resources":["planet:earth"],"duration":"01:00:00","reason":"x","state":"approved","requested":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"1","requester":"alice-1","owner":"alice","permissions":["okta.dr.manage"],"resources":[],"duration":"01:00:00","reason":"x","state":"approved","requested":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"1","requester":"alice-1","owner":"alice","permissions":["okta.dr.manage"],"resources":[null],"duration":"01:00:00","reason":"x","state":"approved","requested":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}""")]
    [InlineData("""{"id":"1","requester":"alice-1","owner":"alice","permissions":null,"resources":["*"],"duration":"01:00:00","reason":"x","state":"approved","requested":"2026-01-01T00:00:00Z","expires":"2027-01-01T00:00:00Z"}""")]
    public async Task Decision_ThatIsNotUnderstood_GrantsNothing(string value)
    {
        await _store.DecideAsync([new DecisionChange(DecisionKeys.AccessGrant("1"), value)], "other", "", Token);
        Assert.Empty(_grants.All);
        Assert.Empty(_grants.InForce(Alice));
    }

    [Theory]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"tenant:acme\"], \"duration\": \"1h\", \"reason\": \"x\" }", "")]
    [InlineData("{ \"role\": \"super-admin\", \"resources\": [\"*\"], \"duration\": \"8h\", \"reason\": \"x\" }", "")]
    [InlineData("{ \"role\": \"super-admn\", \"resources\": [\"*\"], \"duration\": \"8h\", \"reason\": \"x\" }", "No role is called \"super-admn\"; did you mean 'super-admin'?")]
    [InlineData("{ \"permissions\": [\"okta.dr.manag\"], \"resources\": [\"*\"], \"duration\": \"1h\", \"reason\": \"x\" }", "No permission is called \"okta.dr.manag\"; did you mean 'okta.dr.manage'?")]
    [InlineData("{ \"permissions\": [\"edge.access.approve\"], \"resources\": [\"*\"], \"duration\": \"1h\", \"reason\": \"x\" }", "edge.access.approve is not granted for a time; give a role that has it in admin.json.")]
    [InlineData("{ \"permissions\": [], \"resources\": [\"*\"], \"duration\": \"1h\", \"reason\": \"x\" }", "Name 1 to 100 permissions.")]
    [InlineData("{ \"permissions\": [null], \"resources\": [\"*\"], \"duration\": \"1h\", \"reason\": \"x\" }", "No permission is called \"\".")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [null], \"duration\": \"1h\", \"reason\": \"x\" }", "'resources' names 1 to 100 of \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", \"*\".")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"tenant:acm\"], \"duration\": \"1h\", \"reason\": \"x\" }", "There is no tenant:acm.")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"acme\"], \"duration\": \"1h\", \"reason\": \"x\" }", "'resources' names 1 to 100 of \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", \"*\".")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"duration\": \"1h\", \"reason\": \"x\" }", "'resources' names 1 to 100 of \"tenant:ID\", \"cell:ID\", \"tenant:*\", \"cell:*\", \"*\".")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"*\"], \"duration\": \"9h\", \"reason\": \"x\" }", "'duration' is \"9h\"; set 1m to 8h.")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"*\"], \"reason\": \"x\" }", "'duration' is \"\"; set 1m to 8h.")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"*\"], \"duration\": \"1h\", \"reason\": \" \" }", "'reason' is one line of 1 to 500 characters: who approves must know what for.")]
    [InlineData("{ \"permissions\": [\"okta.dr.manage\"], \"resources\": [\"*\"], \"duration\": \"1h\", \"reason\": \"a\\nb\" }", "'reason' is one line of 1 to 500 characters: who approves must know what for.")]
    public void Wish_IsCheckedWhole(string body, string expected)
    {
        AccessWish wish = System.Text.Json.JsonSerializer.Deserialize<AccessWish>(body, System.Text.Json.JsonSerializerOptions.Web)!;
        bool isGood = wish.TryRead(_snapshots.Current, out AdminGrant? grant, out _, out string error);
        Assert.Equal(expected.Length == 0, isGood);
        Assert.DoesNotContain(AdminPermissions.AccessApprove, grant?.Permissions ?? new HashSet<string>());
        Assert.Equal(expected, isGood ? "" : error);
    }

    private async Task<AccessRequest> AskAsync()
    {
        AccessRequest? request = await _grants.AddAsync(new AdminPrincipal(Alice, []), Wanted, TimeSpan.FromHours(1), "drill", Token);
        Assert.Equal(AccessState.Pending, request?.State);
        return request!;
    }

    private IEnumerable<string> Types() => _events.Lines.Select(static line => line.Split(' ')[0]);

    /// <summary>Reads what another store has, and keeps nothing.</summary>
    private sealed class FullDisk(IDecisionStore store) : IDecisionStore
    {
        public DecisionSet Current => store.Current;

        public Task<DecisionSet> DecideAsync(IReadOnlyList<DecisionChange> changes, string actor, string reason, CancellationToken cancellationToken, Action<IReadOnlyList<EdgeEvent>>? kept = null) =>
            Task.FromException<DecisionSet>(new IOException("No space left on device."));

        public IDisposable OnChange(Action<DecisionSet, DecisionSet> listener) => store.OnChange(listener);
    }
}
