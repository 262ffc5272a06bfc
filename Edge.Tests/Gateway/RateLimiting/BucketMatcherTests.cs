using Edge.Gateway.Http;
using Edge.Gateway.RateLimiting;
using Edge.Tests.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.RateLimiting;

public sealed class BucketMatcherTests
{
    private static readonly BucketMatcher Matcher = Build(
        ("all", [], "/"),
        ("api", [], "/api"),
        ("authn", ["POST"], "/api/v1/authn"),
        ("users", [], "/api/v1/users"),
        ("user", ["GET", "PUT"], "/api/v1/users/*"),
        ("factors", [], "/api/v1/users/*/factors"),
        ("me", [], "/api/v1/users/me"),
        ("get", ["GET"], "/api/v1/apps"),
        ("head", ["HEAD"], "/api/v1/apps"),
        ("tree", [], "/tree/**"));

    [Theory]
    [InlineData("GET", "/", "all")]
    [InlineData("GET", "", "all")]
    [InlineData("OPTIONS", "*", "all")]
    [InlineData("GET", "/other/path", "all")]
    [InlineData("GET", "/api", "api")]
    [InlineData("GET", "/apis", "all")] // A prefix ends where a segment ends.
    [InlineData("POST", "/api/v1/authn", "authn")]
    [InlineData("post", "/api/v1/authn", "authn")]
    [InlineData("GET", "/api/v1/authn", "api")] // The deepest path that knows the method.
    [InlineData("POST", "/api/v1/authn/factors", "authn")]
    [InlineData("POST", "/API/V1/AuthN", "authn")]
    [InlineData("POST", "//api///v1//authn/", "authn")]
    [InlineData("POST", "/api/v1/authn;jsessionid=1", "authn")]
    [InlineData("POST", "/api;a=b/v1;c/authn;", "authn")]
    [InlineData("POST", "/api/;x=y/v1/authn", "authn")]
    [InlineData("GET", "/api/v1/users", "users")]
    [InlineData("GET", "/api/v1/users/1", "user")]
    [InlineData("DELETE", "/api/v1/users/1", "users")]
    [InlineData("HEAD", "/api/v1/users/1", "user")] // As GET.
    [InlineData("HEAD", "/api/v1/apps/1", "head")] // Unless it is named.
    [InlineData("GET", "/api/v1/apps/1", "get")]
    [InlineData("DELETE", "/api/v1/users/1/factors/2", "factors")]
    [InlineData("GET", "/api/v1/users/me", "me")] // Literal before '*'.
    [InlineData("GET", "/api/v1/users/me/factors", "factors")] // But deeper before literal.
    [InlineData("GET", "/tree", "tree")]
    [InlineData("GET", "/tree/a/b/c", "tree")]
    public void Find_OfARequest_IsTheDeepestBucketThatKnowsTheMethod(string method, string path, string expected) =>
        Assert.Equal(expected, Matcher.Find(method, path)?.Id);

    [Fact]
    public void Find_WithoutABucketForAll_IsNull() => Assert.Null(Build(("a", ["POST"], "/a")).Find("GET", "/a"));

    [Fact]
    public void Find_OfAVeryDeepPath_StopsAtItsLimit() =>
        Assert.Equal("all", Matcher.Find("GET", string.Concat(Enumerable.Repeat("/a", 100_000)))?.Id);

    [Fact]
    public void Find_OfAnyPath_AllocatesNothing() => Assert.Equal(0, Allocations.Of(static () =>
    {
        Matcher.Find("POST", "/API//v1/authn;x=1/");
        Matcher.Find("DELETE", "/api/v1/users/00u1/factors");
        Matcher.Find("GET", "/nowhere");
    }));

    [Fact]
    public void Add_OfThePathAndMethodOfAnother_NamesIt()
    {
        BucketMatcher matcher = Build(("first", ["GET", "POST"], "/a/*"));
        Assert.Equal("first", matcher.Add(["POST"], "/A/*/", Bucket("second", 1))?.Id);
        Assert.Null(matcher.Add(["DELETE"], "/a/*", Bucket("third", 2)));
        Assert.Null(matcher.Add([], "/a/*", Bucket("fourth", 3))); // For the rest of the methods.
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a/*/b", true)]
    [InlineData("/a/**", true)]
    [InlineData("/a/**/b", false)]
    [InlineData("/a*", false)]
    [InlineData("/{id}", false)]
    [InlineData("/a?b", false)]
    [InlineData("/a;b", false)]
    [InlineData("/%41", false)]
    [InlineData("/a/../b", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    public void IsPattern_OfAPath_RefusesWhatWouldNeverMatch(string path, bool expected) => Assert.Equal(expected, BucketMatcher.IsPattern(path));

    [Fact]
    public void Find_OfAnyTableAndPath_AgreesWithTheNaiveMatcher()
    {
        Gen<string> segment = Gen.Elements("a", "b", "c", "*");
        Gen<string> entryPath = Gen.Choose(0, 4).SelectMany(length => segment.ArrayOf(length)).Select(static parts => "/" + string.Join('/', parts));
        Gen<string[]> methods = Gen.Elements<string[]>([], ["GET"], ["POST"], ["GET", "POST"]);
        Gen<(string[] Methods, string Path)[]> tables = Gen.Choose(1, 12).SelectMany(count => methods.SelectMany(_ => entryPath, static (names, path) => (names, path)).ArrayOf(count));
        Gen<string> requestPath = Gen.Choose(0, 5).SelectMany(static length => Gen.Elements("a", "B", "c", "", "b;x", "z").ArrayOf(length)).Select(static parts => "/" + string.Join('/', parts));
        int compared = 0;
        Prop.ForAll(tables.ToArbitrary(), requestPath.ToArbitrary(), (table, path) =>
        {
            BucketMatcher matcher = new();
            NaiveBucketMatcher naive = new();
            for (int index = 0; index < table.Length; index++)
            {
                string id = "b" + index;
                if (matcher.Add(table[index].Methods, table[index].Path, Bucket(id, index)) is null)
                {
                    naive.Add(table[index].Methods, table[index].Path, id);
                }
            }

            compared++;
            return ((string[])["GET", "POST", "PUT"]).All(method => matcher.Find(method, path)?.Id == naive.Find(method, path));
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2000));
        Assert.Equal(2000, compared);
    }

    private static BucketMatcher Build(params (string Id, string[] Methods, string Path)[] entries)
    {
        BucketMatcher matcher = new();
        for (int index = 0; index < entries.Length; index++)
        {
            Assert.Null(matcher.Add(entries[index].Methods, entries[index].Path, Bucket(entries[index].Id, index)));
        }

        return matcher;
    }

    private static Bucket Bucket(string id, int index) => new() { Id = id, Index = index, Policy = new RateLimitPolicy(id, 1, TimeSpan.FromMinutes(1)) };
}
