namespace Edge.Gateway.Access.Bans;

/// <summary>The state file: bans survive a restart. Written to the side, then moved over, so it is always whole.</summary>
internal sealed partial class BanFile(BanTable bans, ILogger<BanFile> logger)
{
    /// <summary>In the state folder. The ending is not one that the configuration's watcher looks at.</summary>
    public const string Name = "bans.jsonl";

    private long _saved;
    private bool _failed;

    /// <summary>Takes in what an earlier run left; what cannot be read is left out and told.</summary>
    public void Load(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            if (!File.Exists(path))
            {
                return;
            }

            int unreadable = 0;
            foreach (string line in File.ReadLines(path).Take(BanTable.MaxBans))
            {
                if (BanCodec.Decode(System.Text.Encoding.UTF8.GetBytes(line)) is { } ban)
                {
                    bans.Merge(ban);
                }
                else
                {
                    unreadable++;
                }
            }

            if (unreadable > 0)
            {
                LogUnreadable(path, unreadable);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotRead(path, exception.Message);
        }

        _saved = bans.Version;
    }

    /// <summary>Writes the file when something has changed since the last time.</summary>
    public void SaveChanges(string folder)
    {
        long version = bans.Version;
        if (version == _saved)
        {
            return;
        }

        string path = Path.Combine(folder, Name);
        string aside = path + ".new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                foreach (Ban ban in bans.List())
                {
                    stream.Write(BanCodec.Encode(ban));
                    stream.WriteByte((byte)'\n');
                }

                stream.Flush(flushToDisk: true); // Or the move could reach the disk before the content.
            }

            File.Move(aside, path, overwrite: true);
            (_saved, _failed) = (version, false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_failed)
            {
                LogNotSaved(path, exception.Message); // Once, not every second; a read-only folder is a choice.
            }

            _failed = true;
        }
    }

    [LoggerMessage(EdgeEvents.BansUnreadable, LogLevel.Warning, "{Path}: {Count} lines are no bans; they are left out.")]
    private partial void LogUnreadable(string path, int count);

    [LoggerMessage(EdgeEvents.BansNotRead, LogLevel.Warning, "{Path} cannot be read, bans of the last run are lost: {Reason}")]
    private partial void LogNotRead(string path, string reason);

    [LoggerMessage(EdgeEvents.BansNotSaved, LogLevel.Warning, "{Path} cannot be written, bans will not survive a restart: {Reason}")]
    private partial void LogNotSaved(string path, string reason);
}
