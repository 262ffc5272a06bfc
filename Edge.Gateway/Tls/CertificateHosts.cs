using System.Buffers;

namespace Edge.Gateway.Tls;

/// <summary>The rules for <c>tls.certificates[].hosts</c>.</summary>
internal static class CertificateHosts
{
    private const int MaxLabelLength = 63; // RFC 1035 §2.3.4.

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Adds an error for each host that can never match; false when there is one.</summary>
    public static bool Check(IReadOnlyList<string> hosts, List<CertificateProblem> problems)
    {
        bool good = true;
        foreach (string host in hosts)
        {
            string? error = Describe(host);
            if (error is not null)
            {
                good = false;
                problems.Add(new CertificateProblem(-1, "hosts", error));
            }
        }

        return good;
    }

    /// <summary>Adds a warning for each host that clients will not accept this certificate for.</summary>
    public static void AddWarnings(TlsCertificate certificate, List<CertificateProblem> problems)
    {
        foreach (string host in certificate.Options.Hosts)
        {
            if (host == "*" || Describe(host) is not null)
            {
                continue;
            }

            // A wildcard is covered when any name below it is.
            string probe = host.StartsWith("*.", StringComparison.Ordinal) ? string.Concat("any", host.AsSpan(1)) : host;
            if (!certificate.Leaf.MatchesHostname(probe))
            {
                problems.Add(new CertificateProblem(
                    -1, "hosts", $"'{host}' is not among the names in '{certificate.Options.Certificate}'; clients of that name will refuse it.", IsWarning: true));
            }
        }
    }

    private static string? Describe(string host)
    {
        const string Accepted = "accepted are a DNS name, '*.' before one for exactly one label, and '*' for the default";
        if (host == "*")
        {
            return null;
        }

        ReadOnlySpan<char> name = host.StartsWith("*.", StringComparison.Ordinal) ? host.AsSpan(2) : host;
        if (name.IsEmpty || name.Length > TlsLimits.MaxServerNameLength)
        {
            return $"'{host}' is not a host; {Accepted}.";
        }

        if (name.Contains('*'))
        {
            return $"'{host}' has a wildcard that is not its whole first label; {Accepted}.";
        }

        if (name.ContainsAnyExcept(NameCharacters))
        {
            return $"'{host}' has characters that a host has not; {Accepted}. Write an international name in its 'xn--' form, and no port.";
        }

        foreach (Range label in name.Split('.'))
        {
            int length = name[label].Length;
            if (length is 0 or > MaxLabelLength)
            {
                return $"'{host}' has a label that is empty or above {MaxLabelLength} characters; {Accepted}.";
            }
        }

        return null;
    }
}
