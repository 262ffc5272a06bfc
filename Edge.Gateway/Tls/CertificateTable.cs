using System.Collections.Frozen;

namespace Edge.Gateway.Tls;

/// <summary>Which certificate answers which server name. Immutable; a reload makes another and swaps it.</summary>
/// <remarks>Precedence: exact name, then wildcard of one label (RFC 6125 §6.4.3), then the default. A lookup allocates nothing.</remarks>
internal sealed class CertificateTable
{
    private readonly FrozenDictionary<string, TlsCertificate>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly FrozenDictionary<string, TlsCertificate>.AlternateLookup<ReadOnlySpan<char>> _wildcard; // By what follows "*.".

    private CertificateTable(
        TlsOptions options, string folder, TlsCertificate[] certificates, Dictionary<string, TlsCertificate> exact, Dictionary<string, TlsCertificate> wildcard, TlsCertificate fallback)
    {
        Options = options;
        Folder = folder;
        Certificates = certificates;
        Default = fallback;
        _exact = exact.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _wildcard = wildcard.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The options it was made from; without certificates, the table holds the self-signed one.</summary>
    public TlsOptions Options { get; }

    /// <summary>The folder that relative paths count from.</summary>
    public string Folder { get; }

    /// <summary>All certificates, in the order of the configuration.</summary>
    public IReadOnlyList<TlsCertificate> Certificates { get; }

    /// <summary>For clients that send no name, or one that no entry has.</summary>
    public TlsCertificate Default { get; }

    /// <summary>The certificate for a name as the client sent it, in any case; empty for none. Never null.</summary>
    public TlsCertificate Find(ReadOnlySpan<char> serverName)
    {
        if (serverName.IsEmpty)
        {
            return Default;
        }

        if (_exact.TryGetValue(serverName, out TlsCertificate? certificate))
        {
            return certificate;
        }

        int dot = serverName.IndexOf('.');
        return dot > 0 && _wildcard.TryGetValue(serverName[(dot + 1)..], out certificate) ? certificate : Default;
    }

    /// <summary>Loads every certificate. Without any configured, makes the self-signed one under <paramref name="folder"/>.</summary>
    /// <param name="options">The section <c>tls</c>.</param>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="now">The time against which validity is checked.</param>
    /// <param name="problems">Receives all errors and warnings.</param>
    /// <returns>Null when there is an error.</returns>
    public static CertificateTable? Load(TlsOptions options, string folder, DateTimeOffset now, List<CertificateProblem> problems)
    {
        if (options.Certificates.Count == 0)
        {
            try
            {
                SelfSignedCertificate.Ensure(folder, now);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                problems.Add(new CertificateProblem(
                    -1, "certificates", $"none is configured, and a self-signed one cannot be written to '{CertificateFiles.Resolve(folder, "certs")}': {exception.Message} Configure one, or make the folder writable."));
                return null;
            }
        }

        return LoadConfigured(options, folder, now, problems);
    }

    /// <summary>All errors and warnings of <paramref name="options"/>; writes no file.</summary>
    public static void Check(TlsOptions options, string folder, DateTimeOffset now, List<CertificateProblem> problems)
    {
        if (options.Certificates.Count > 0)
        {
            LoadConfigured(options, folder, now, problems);
        }
    }

    /// <summary>The same table with some certificates exchanged for others with the same hosts.</summary>
    public CertificateTable With(TlsCertificate[] certificates) => Build(Options, Folder, certificates, [])!;

    private static CertificateTable? LoadConfigured(TlsOptions options, string folder, DateTimeOffset now, List<CertificateProblem> problems)
    {
        IReadOnlyList<CertificateOptions> entries = options.Certificates.Count > 0 ? options.Certificates : [SelfSignedCertificate.Options];
        if (entries.Count > TlsLimits.MaxCertificates)
        {
            problems.Add(new CertificateProblem(-1, "certificates", $"has {entries.Count} entries; at most {TlsLimits.MaxCertificates} are accepted."));
            return null;
        }

        TlsCertificate[] certificates = new TlsCertificate[entries.Count];
        bool good = true;
        for (int index = 0; index < entries.Count; index++)
        {
            List<CertificateProblem> found = [];
            if (CertificateLoader.TryLoad(entries[index], folder, now, found, out LoadedCertificate? loaded))
            {
                certificates[index] = new TlsCertificate(entries[index], loaded!, options.Minimum);
                CertificateHosts.AddWarnings(certificates[index], found);
            }
            else
            {
                good = false;
            }

            good &= CertificateHosts.Check(entries[index].Hosts, found);
            problems.AddRange(found.Select(problem => problem with { Index = index }));
        }

        return good ? Build(options, folder, certificates, problems) : null;
    }

    private static CertificateTable? Build(TlsOptions options, string folder, TlsCertificate[] certificates, List<CertificateProblem> problems)
    {
        Dictionary<string, TlsCertificate> exact = new(StringComparer.OrdinalIgnoreCase);
        Dictionary<string, TlsCertificate> wildcard = new(StringComparer.OrdinalIgnoreCase);
        TlsCertificate? fallback = null;
        bool good = true;
        for (int index = 0; index < certificates.Length; index++)
        {
            TlsCertificate certificate = certificates[index];
            foreach (string host in certificate.Hosts)
            {
                TlsCertificate? holder = null;
                bool added = host switch
                {
                    "*" => (holder = fallback) is null && (fallback = certificate) is not null,
                    ['*', '.', .. string rest] => Add(wildcard, rest, certificate, out holder),
                    _ => Add(exact, host, certificate, out holder),
                };

                // Names read from certificates may overlap, as renewed ones do: the first wins. Names that were written may not.
                if (!added && certificate.Options.Hosts.Count > 0 && holder!.Options.Hosts.Count > 0)
                {
                    good = false;
                    problems.Add(new CertificateProblem(
                        index, "hosts", $"'{host}' is already a host of '{holder.Options.Certificate}'; a name has one certificate. Remove one of the two."));
                }
            }
        }

        return good ? new CertificateTable(options, folder, certificates, exact, wildcard, fallback ?? certificates[0]) : null;
    }

    private static bool Add(Dictionary<string, TlsCertificate> names, string name, TlsCertificate certificate, out TlsCertificate? holder) =>
        names.TryAdd(name, certificate) ? (holder = null) is null : !names.TryGetValue(name, out holder);
}
