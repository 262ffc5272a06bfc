using System.Buffers;
using System.Net;
using System.Text;
using Edge.Gateway.Access;
using Edge.Gateway.Access.Abuse;
using Edge.Gateway.Access.Abuse.Keys;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Http;
using Edge.Tests.TestKit;
using Microsoft.AspNetCore.Http;

namespace Edge.Tests.Gateway.Access;

public sealed class KeyTests
{
    private static readonly AddressKey Client = AddressKey.Of(IPAddress.Parse("192.0.2.1"));

    [Theory]
    [InlineData("username", "{\"username\":\" Alice@Example.com \"}", "alice@example.com")]
    [InlineData("username", "\uFEFF {\"x\":{\"username\":\"no\"},\"Username\":\"a\\u006cice\"}", "alice")]
    [InlineData("a.b", "{\"a\":{\"c\":[{\"b\":1}],\"b\":\"yes\"},\"b\":\"no\"}", "yes")]
    [InlineData("a.b", "{\"a\":1,\"x\":{\"b\":2}}", null)]
    [InlineData("id", "{\"id\":12.50}", "12.50")]
    [InlineData("username", "{\"username\":\"a\",\"username\":\"b\"}", null)]
    [InlineData("username", "{\"username\":\"a\"", null)]
    [InlineData("username", "{\"username\":null}", null)]
    [InlineData("username", "{\"username\":{\"username\":\"a\"}}", null)]
    [InlineData("username", "{\"other\":\"a\"}", null)]
    [InlineData("username", "username=Alice%40Example.com&password=x", "alice@example.com")]
    [InlineData("username", "password=x&user%6Eame=al+ice", "al ice")]
    [InlineData("username", "username=a&username=b", null)]
    [InlineData("username", "username", "")]
    [InlineData("username", "", null)]
    [InlineData("username", "[\"username\"]", null)]
    public void BodyPart_FindsTheField(string name, string body, string? expected)
    {
        bool found = TryKey("body:" + name, Context(), Whole(body), out UInt128 key);
        Assert.Equal(expected is not null, found);
        if (expected is not null)
        {
            KeyWriter writer = new(Seed(), new byte[KeyWriter.BufferBytes]);
            writer.Append(expected);
            Assert.Equal(writer.Finish(), key);
        }
    }

    [Fact]
    public void BodyPart_BodyInManyPieces_IsTheSame()
    {
        string json = "{\"password\":\"" + new string('x', 50) + "\",\"username\":\"alice@example.com\"}";
        Assert.True(TryKey("json:username", Context(), Whole(json), out UInt128 whole));
        Assert.True(TryKey("json:username", Context(), new KeyBody(Pieces(Encoding.UTF8.GetBytes(json), 3)), out UInt128 pieces));
        Assert.Equal(whole, pieces);
        byte[] form = "password=xxxxxxx&username=alice%40example.com"u8.ToArray();
        Assert.True(TryKey("form:username", Context(), new KeyBody(Pieces(form, 1)), out pieces));
        Assert.Equal(whole, pieces);
        Assert.False(TryKey("json:username", Context(), new KeyBody(Pieces(form, 1)), out _));
        Assert.False(TryKey("form:username", Context(), Whole(json), out _));
    }

    [Fact]
    public void BodyPart_HostileBodies_NeverThrow()
    {
        Random random = new(11);
        byte[] good = "{\"a\":{\"username\":\"x\"},\"username\":\"alice\",\"n\":[1,2.5e3,true,null,\"\\u00e9\"]}&username=%41lice&x"u8.ToArray();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] body = [.. good.AsSpan(0, random.Next(good.Length + 1))];
            for (int change = random.Next(4); change > 0 && body.Length > 0; change--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            TryKey("body:username", Context(), new KeyBody(Pieces(body, 1 + random.Next(20))), out _);
        }

        TryKey("body:username", Context(), Whole("{\"username\":\"" + new string('x', 10_000) + "\"}"), out _);
        TryKey("body:username", Context(), Whole(new string('{', 10_000)), out _);
        TryKey("body:username", Context(), Whole("{\"a\":" + new string('[', 10_000)), out _);
    }

    [Fact]
    public void Parts_OfTheRequest_TellRequestsApart()
    {
        DefaultHttpContext context = Context();
        context.Request.Headers.Cookie = "a=1; device=d1; b=2";
        context.Request.QueryString = new QueryString("?x=1&client_id=c%31");
        context.Request.Headers.UserAgent = "curl";
        Dictionary<string, Action<DefaultHttpContext>> changes = new()
        {
            ["method"] = static changed => changed.Request.Method = "PUT",
            ["path"] = static changed => changed.Request.Path = "/other",
            ["header:User-Agent"] = static changed => changed.Request.Headers.UserAgent = "wget",
            ["cookie:device"] = static changed => changed.Request.Headers.Cookie = "a=1; device=d2; b=2",
            ["query:client_id"] = static changed => changed.Request.QueryString = new QueryString("?x=1&client_id=c2"),
        };
        foreach ((string part, Action<DefaultHttpContext> change) in changes)
        {
            DefaultHttpContext changed = Context();
            changed.Request.Headers.Cookie = "z=9; device=d1";
            changed.Request.QueryString = new QueryString("?client_id=C1&x=2");
            changed.Request.Headers.UserAgent = "curl";
            Assert.True(TryKey(part, context, default, out UInt128 first));
            Assert.True(TryKey(part, changed, default, out UInt128 same));
            Assert.Equal(first, same);
            change(changed);
            Assert.True(TryKey(part, changed, default, out UInt128 other));
            Assert.NotEqual(first, other);
        }
    }

    [Theory]
    [InlineData("cookie:device", "device=a; device=b")]
    [InlineData("cookie:device", "Device=a")]
    [InlineData("cookie:device", "xdevice=a")]
    public void CookiePart_TwoOrNone_IsMissing(string part, string cookie)
    {
        DefaultHttpContext context = Context();
        context.Request.Headers.Cookie = cookie;
        Assert.False(TryKey(part, context, default, out _));
    }

    [Fact]
    public void Missing_Shared_IsOneKeyAndNoValuesKey()
    {
        Assert.True(Rule(skips: false, "header:X-A").TryReadKey(Source(Context(), default), out UInt128 first));
        Assert.True(Rule(skips: false, "header:X-A").TryReadKey(Source(Context(), default), out UInt128 second));
        DefaultHttpContext empty = Context();
        empty.Request.Headers["X-A"] = "";
        Assert.True(Rule(skips: false, "header:X-A").TryReadKey(Source(empty, default), out UInt128 other));
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Theory]
    [InlineData("header")]
    [InlineData("header:")]
    [InlineData("address:x")]
    [InlineData("adress")]
    [InlineData("")]
    public void TryParse_UnknownPart_IsFalse(string text) => Assert.False(KeyParts.TryParse(text, out _));

    [Theory]
    [InlineData("address")]
    [InlineData("method")]
    [InlineData("path")]
    [InlineData("tenant")]
    [InlineData("ja4")]
    [InlineData("header:User-Agent")]
    [InlineData("cookie:device")]
    [InlineData("query:client_id")]
    [InlineData("body:username")]
    [InlineData("address,method,path,tenant,ja4,header:User-Agent,cookie:device,query:client_id,body:username")]
    public void TryReadKey_AllocatesNothing(string parts)
    {
        DefaultHttpContext context = Context();
        context.Request.Headers.Cookie = "a=1; device=d1; b=2";
        context.Request.QueryString = new QueryString("?x=1&client_id=c%31");
        KeyBody body = Whole("{\"username\":\"alice\"}");
        AbuseRule rule = Rule(skips: false, parts.Split(','));
        Assert.Equal(0, Allocations.Of(() =>
        {
            rule.TryReadKey(Source(context, body), out _);
        }));
    }

    [Theory]
    [InlineData("/api/v1/authn", "POST", "/api/v1/authn", true)]
    [InlineData("/api/v1/authn", "post", "//API//v1;x=1/authn/", true)]
    [InlineData("/api/v1/authn", "POST", "/api/v1/authn/factors", true)]
    [InlineData("/api/v1/authn", "GET", "/api/v1/authn", false)]
    [InlineData("/api/v1/authn", "POST", "/api/v1/authnx", false)]
    [InlineData("/api/v1/authn", "POST", "/api/v1", false)]
    [InlineData("/oauth2/*/v1/token", "POST", "/oauth2/abc/v1/token", true)]
    [InlineData("/oauth2/*/v1/token", "POST", "/oauth2/v1/token", false)]
    [InlineData("/", "POST", "/anything", true)]
    public void PathPattern_SpellingMakesNoDifference(string pattern, string method, string path, bool expected) =>
        Assert.Equal(expected, new PathPattern(["POST"], pattern).Matches(method, path));

    private static bool TryKey(string part, HttpContext context, KeyBody body, out UInt128 key) => Rule(skips: true, part).TryReadKey(Source(context, body), out key);

    private static KeySource Source(HttpContext context, KeyBody body) => new(context, "acme", Client, body);

    private static DefaultHttpContext Context()
    {
        DefaultHttpContext context = new();
        context.Request.Method = "POST";
        context.Request.Path = "/api/v1/authn";
        return context;
    }

    private static AbuseRule Rule(bool skips, params string[] parts) => new("rule")
    {
        Tenant = null,
        Match = [],
        Key = [.. parts.Select(static text =>
        {
            Assert.True(KeyParts.TryParse(text, out IKeyPart? part));
            return part;
        })],
        SkipsMissing = skips,
        CountWhen = null,
        Limit = 1,
        Window = TimeSpan.FromMinutes(1),
        Ban = null,
        Mode = AccessMode.Block,
    };

    private static UInt128 Seed()
    {
        // A rule's seed is what its key of an address is mixed with.
        AddressKey none = new(0, false);
        Assert.True(Rule(skips: false, "address").TryReadKey(new KeySource(Context(), "", none, default), out UInt128 seed));
        return seed;
    }

    private static KeyBody Whole(string body) => new(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)));

    private static ReadOnlySequence<byte> Pieces(byte[] body, int size)
    {
        Piece first = new(default);
        Piece last = first;
        for (int at = 0; at < body.Length; at += size)
        {
            last = last.Then(body.AsMemory(at, Math.Min(size, body.Length - at)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            Piece next = new(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
