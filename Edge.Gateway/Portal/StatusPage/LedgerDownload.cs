using System.Globalization;
using System.Text;
using Edge.Gateway.Status;
using Edge.Gateway.Status.Ledger;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Portal.StatusPage;

/// <summary><c>/ledger.csv</c>: entries of at most a day, or all days.</summary>
internal sealed class LedgerDownload(StatusMonitor monitor, TimeProvider time) : IDisposable
{
    /// <summary>Chars that are sent at a time.</summary>
    private const int ChunkChars = 64 * 1024;

    // No ledger has others, and the calendar ends soon after them.
    private const int FirstYear = 2000;
    private const int LastYear = 9000;

    // The minute in which the span ends is part of it, unless it ends with its first second.
    private static readonly TimeSpan LastSecond = TimeSpan.FromSeconds(59);

    private readonly SemaphoreSlim _downloads = new(StatusLimits.MaxDownloads, StatusLimits.MaxDownloads);

    public async Task ServeAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        DateTimeOffset now = time.GetUtcNow();
        IQueryCollection query = context.Request.Query;
        if (!TryRead(query["to"], now, out DateTimeOffset to) || !TryRead(query["from"], to - StatusLimits.MaxDownloadSpan, out DateTimeOffset from) || from > to || to - from > StatusLimits.MaxDownloadSpan)
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            await response.WriteAsync("Set from and to, such as 2027-01-01 or 2027-01-01T12:00Z, at most a day apart; or by=day.\n");
            return;
        }

        if (!await _downloads.WaitAsync(TimeSpan.Zero))
        {
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "5";
            return;
        }

        using var timeout = new CancellationTokenSource(StatusLimits.DownloadTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
        try
        {
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.CacheControl = "no-cache";
            if (!HttpMethods.IsHead(context.Request.Method))
            {
                bool byDay = query["by"] == "day";
                await Task.Run(() => SendAsync(response, byDay, LedgerRow.MinuteOf(from), LedgerRow.MinuteOf(to + LastSecond), deadline.Token), CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is SqliteException or OperationCanceledException)
        {
            if (response.HasStarted)
            {
                context.Abort(); // Half a ledger must not look like a whole one.
                return;
            }

            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "5";
        }
        finally
        {
            _downloads.Release();
        }
    }

    public void Dispose() => _downloads.Dispose();

    private async Task SendAsync(HttpResponse response, bool byDay, long from, long to, CancellationToken cancellationToken)
    {
        string? path = monitor.LedgerPath;
        bool isThere = path is not null && File.Exists(path);
        IEnumerable<string> lines = byDay
            ? LedgerCsv.Days(isThere ? LedgerStore.ReadDays(path!) : [])
            : LedgerCsv.Entries(isThere ? LedgerStore.ReadEntries(path!, from, to) : []);
        StringBuilder chunk = new(ChunkChars + 2048);
        foreach (string line in lines)
        {
            chunk.Append(line).Append('\n');
            if (chunk.Length >= ChunkChars)
            {
                await response.WriteAsync(chunk.ToString(), cancellationToken);
                chunk.Clear();
            }
        }

        await response.WriteAsync(chunk.ToString(), cancellationToken);
    }

    private static bool TryRead(string? text, DateTimeOffset fallback, out DateTimeOffset instant)
    {
        instant = fallback;
        return string.IsNullOrEmpty(text)
            || (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant) && instant.Year is >= FirstYear and <= LastYear);
    }
}
