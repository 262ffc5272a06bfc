using Edge.Gateway.RateLimiting.Keys;
using Edge.Gateway.RateLimiting.Storage;

namespace Edge.Gateway.RateLimiting.Reporting;

/// <summary>Who sends a request, as far as it is looked at.</summary>
internal struct RequestCallers
{
    private static readonly ulong Space = KeySpace.Of("callers", "");

    public KeyHash Address;
    public string? AddressText;
    public KeyHash User;
    public string? UserText;
    public KeyHash Token;
    public string? TokenText;

    /// <summary>Reads them from a request. Allocates only for a user's name.</summary>
    public static RequestCallers Of(in KeySource source, Bucket bucket)
    {
        RequestCallers callers = new() { AddressText = source.Request.ClientAddressText };
        callers.Address = HashOf(callers.AddressText);
        if (source.Context.Request.Headers.Authorization is { Count: 1 } authorization && authorization[0] is { Length: > 0 } token)
        {
            (callers.Token, callers.TokenText) = (HashOf(token), token);
        }

        if (bucket.UserPart?.Read(source) is { Length: > 0 } user)
        {
            (callers.User, callers.UserText) = (HashOf(user), user);
        }

        return callers;
    }

    private static KeyHash HashOf(string text)
    {
        var hasher = new KeyHasher(Space);
        hasher.Add(text);
        return hasher.Finish();
    }
}
