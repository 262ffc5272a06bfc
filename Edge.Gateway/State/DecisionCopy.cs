namespace Edge.Gateway.State;

/// <summary>The last good copy: decisions as lines of JSON, for when the database cannot be read, and for people. Written to the side, then moved over, so it is always whole.</summary>
internal static class DecisionCopy
{
    /// <summary>What an earlier run left.</summary>
    /// <param name="path">The file; none is fine.</param>
    /// <param name="unreadable">How many lines are no entries; they are left out.</param>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public static List<DecisionEntry> Read(string path, out int unreadable)
    {
        List<DecisionEntry> entries = [];
        unreadable = 0;
        if (!File.Exists(path))
        {
            return entries;
        }

        foreach (string line in File.ReadLines(path))
        {
            if (DecisionEntry.Decode(System.Text.Encoding.UTF8.GetBytes(line)) is { } entry)
            {
                entries.Add(entry);
            }
            else
            {
                unreadable++;
            }
        }

        return entries;
    }

    /// <exception cref="IOException">It could not be written; the old one is still there.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public static void Write(string path, IEnumerable<DecisionEntry> entries)
    {
        string aside = path + ".new";
        using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            foreach (DecisionEntry entry in entries)
            {
                stream.Write(entry.Encode());
                stream.WriteByte((byte)'\n');
            }

            stream.Flush(flushToDisk: true); // Or the move could reach the disk before the content.
        }

        File.Move(aside, path, overwrite: true);
    }
}
