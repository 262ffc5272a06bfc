namespace Edge.Gateway.Tls;

/// <summary>
/// Holds the certificates in force and keeps them current: a file that changed is read again without a restart; while it is
/// broken, the last good certificate stays.
/// </summary>
/// <remarks>Thread-safe. <see cref="Current"/> is one volatile read.</remarks>
internal sealed partial class CertificateStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TlsMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateStore> _logger;
    private readonly FolderWatcher _watcher;
    private readonly Dictionary<int, string> _failed = []; // What was wrong with each entry last time, so that it is told once.
    private volatile CertificateTable? _current;

    public CertificateStore(TlsMetrics metrics, TimeProvider time, ILogger<CertificateStore> logger)
    {
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _watcher = new FolderWatcher(time, () => CheckOnce(), (folder, reason) => LogFolderNotWatched(folder, reason));
    }

    /// <summary>Raised after a changed file has been taken up or refused; the argument tells which.</summary>
    public event Action<bool>? Reloaded;

    /// <summary>The certificates in force.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been applied yet.</exception>
    public CertificateTable Current => _current ?? throw new InvalidOperationException("No certificates have been applied.");

    /// <summary>Loads <paramref name="options"/> and puts them in force; on an error the present ones stay.</summary>
    /// <param name="options">The section <c>tls</c>.</param>
    /// <param name="folder">The configuration folder.</param>
    /// <param name="problems">Receives all errors and warnings.</param>
    public bool TryApply(TlsOptions options, string folder, List<CertificateProblem> problems)
    {
        CertificateTable? table = CertificateTable.Load(options, folder, _time.GetUtcNow(), problems);
        if (table is not null)
        {
            Apply(table);
        }

        return table is not null;
    }

    /// <summary>Puts a table in force that was loaded before, as part of a whole snapshot.</summary>
    public void Apply(CertificateTable table)
    {
        lock (_lock)
        {
            _current = table;
            _failed.Clear();
            _watcher.Watch(table.Certificates.SelectMany(certificate => FoldersOf(certificate.Options, table.Folder)));
        }

        foreach (TlsCertificate certificate in table.Certificates)
        {
            LogCertificateInForce(certificate.Options.Certificate, string.Join(", ", certificate.Hosts), certificate.Leaf.NotAfter.ToUniversalTime());
        }
    }

    /// <summary>One step of the watch: compares every certificate's files with what is in force, and takes up what changed.</summary>
    /// <returns>Whether anything was taken up.</returns>
    public bool CheckOnce()
    {
        int reloaded = 0;
        int refused = 0;
        lock (_lock)
        {
            if (_current is not { } table)
            {
                return false;
            }

            RenewSelfSigned(table);
            TlsCertificate[] certificates = [.. table.Certificates];
            for (int index = 0; index < certificates.Length; index++)
            {
                switch (CheckEntry(table, index, ref certificates[index]))
                {
                    case true: reloaded++; break;
                    case false: refused++; break;
                    default: break;
                }
            }

            if (reloaded > 0)
            {
                _current = table.With(certificates);
            }
        }

        if (reloaded + refused > 0)
        {
            Reloaded?.Invoke(refused == 0);
        }

        return reloaded > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    /// <summary>True: exchanged. False: changed, but not usable. Null: nothing new.</summary>
    private bool? CheckEntry(CertificateTable table, int index, ref TlsCertificate certificate)
    {
        CertificateOptions options = certificate.Options;
        List<CertificateProblem> problems = [];
        CertificateFiles? files = CertificateFiles.Read(options, table.Folder, out CertificateProblem? problem);
        if (files is null)
        {
            return Refuse(index, problem!.Message, options.Certificate);
        }

        if (files.Fingerprint == certificate.Fingerprint)
        {
            _failed.Remove(index);
            return null;
        }

        if (!CertificateLoader.TryLoad(options, files, _time.GetUtcNow(), problems, out LoadedCertificate? loaded))
        {
            return Refuse(index, problems.First(static problem => !problem.IsWarning).Message, options.Certificate);
        }

        certificate = new TlsCertificate(options, loaded!, table.Options.Minimum);
        CertificateHosts.AddWarnings(certificate, problems);
        _failed.Remove(index);
        _metrics.CertificateReloaded(succeeded: true);
        LogReloaded(options.Certificate, certificate.Leaf.NotAfter.ToUniversalTime());
        foreach (CertificateProblem warning in problems)
        {
            LogWarning(warning.Message);
        }

        return true;
    }

    private bool? Refuse(int index, string message, string certificate)
    {
        if (_failed.TryGetValue(index, out string? last) && last == message)
        {
            return null; // Told before; a poll must not fill the log.
        }

        _failed[index] = message;
        _metrics.CertificateReloaded(succeeded: false);
        LogReloadFailed(certificate, message);
        return false;
    }

    private void RenewSelfSigned(CertificateTable table)
    {
        if (table.Options.Certificates.Count > 0 || table.Default.Leaf.NotAfter.ToUniversalTime() - _time.GetUtcNow() > TlsLimits.ExpiryWarning)
        {
            return;
        }

        try
        {
            SelfSignedCertificate.Ensure(table.Folder, _time.GetUtcNow());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogSelfSignedNotRenewed(exception.Message);
        }
    }

    private static IEnumerable<string> FoldersOf(CertificateOptions options, string folder)
    {
        yield return Path.GetDirectoryName(CertificateFiles.Resolve(folder, options.Certificate))!;
        if (options.Key is not null)
        {
            yield return Path.GetDirectoryName(CertificateFiles.Resolve(folder, options.Key))!;
        }
    }

    [LoggerMessage(EdgeEvents.CertificateInForce, LogLevel.Debug, "Certificate {Certificate} serves {Hosts} until {NotAfter:u}.")]
    private partial void LogCertificateInForce(string certificate, string hosts, DateTime notAfter);

    [LoggerMessage(EdgeEvents.CertificateReloaded, LogLevel.Information, "Certificate {Certificate} was read again; it is valid until {NotAfter:u}.")]
    private partial void LogReloaded(string certificate, DateTime notAfter);

    [LoggerMessage(EdgeEvents.CertificateReloadFailed, LogLevel.Error, "Certificate {Certificate} changed but cannot be used, so the last good one stays: {Reason}")]
    private partial void LogReloadFailed(string certificate, string reason);

    [LoggerMessage(EdgeEvents.CertificateWarning, LogLevel.Warning, "Certificate: {Reason}")]
    private partial void LogWarning(string reason);

    [LoggerMessage(EdgeEvents.FolderNotWatched, LogLevel.Warning, "Changes in {Folder} are found by comparing every 30 s, not at once: {Reason}")]
    private partial void LogFolderNotWatched(string folder, string reason);

    [LoggerMessage(EdgeEvents.SelfSignedNotRenewed, LogLevel.Error, "The self-signed certificate is near its end and cannot be written anew: {Reason}")]
    private partial void LogSelfSignedNotRenewed(string reason);
}
