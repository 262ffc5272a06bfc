using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.State;

/// <summary>Decisions in a database file that this process alone has.</summary>
internal sealed class DecisionFile : IDisposable
{
    private static readonly SqliteLayout Layout = new(1, """
        CREATE TABLE decisions (
          key TEXT PRIMARY KEY,
          value TEXT,
          epoch INTEGER NOT NULL,
          node TEXT NOT NULL,
          actor TEXT NOT NULL,
          reason TEXT NOT NULL,
          decided INTEGER NOT NULL,
          base INTEGER NOT NULL,
          shared INTEGER NOT NULL) WITHOUT ROWID;
        """);

    private readonly SqliteConnection _connection;

    /// <exception cref="UnusableDatabaseException">The file is damaged or too new.</exception>
    /// <exception cref="IOException">It cannot be opened now.</exception>
    public DecisionFile(string path) => _connection = SqliteFile.Open(path, Layout, isExclusive: true);

    /// <exception cref="SqliteException">The file cannot be read.</exception>
    /// <exception cref="UnusableDatabaseException">A row is no decision: SQLite finds damage to its own pages, not to what they hold.</exception>
    public List<DecisionEntry> Read()
    {
        try
        {
            List<DecisionEntry> entries = ReadRows();
            return entries.TrueForAll(static entry => entry.IsGood()) ? entries : throw new UnusableDatabaseException("it is damaged: a row is no decision");
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or InvalidCastException)
        {
            throw new UnusableDatabaseException("it is damaged: a row is no decision", exception);
        }
    }

    private List<DecisionEntry> ReadRows()
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT key, value, epoch, node, actor, reason, decided, base, shared FROM decisions";
        using SqliteDataReader row = command.ExecuteReader();
        List<DecisionEntry> entries = [];
        while (row.Read())
        {
            entries.Add(new DecisionEntry(
                row.GetString(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.GetInt64(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
                row.GetInt64(7),
                row.GetBoolean(8)));
        }

        return entries;
    }

    /// <summary>Writes the last words about some keys and forgets others, all or none; on disk when this returns.</summary>
    /// <exception cref="SqliteException">Nothing was written.</exception>
    public void Write(IEnumerable<DecisionEntry> entries, IEnumerable<string> forgotten)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand put = _connection.CreateCommand();
        put.Transaction = transaction;
        put.CommandText = "INSERT OR REPLACE INTO decisions (key, value, epoch, node, actor, reason, decided, base, shared) VALUES (@key, @value, @epoch, @node, @actor, @reason, @decided, @base, @shared)";
        foreach (DecisionEntry entry in entries)
        {
            put.Parameters.Clear();
            put.Parameters.AddWithValue("@key", entry.Key);
            put.Parameters.AddWithValue("@value", (object?)entry.Value ?? DBNull.Value);
            put.Parameters.AddWithValue("@epoch", entry.Epoch);
            put.Parameters.AddWithValue("@node", entry.Node);
            put.Parameters.AddWithValue("@actor", entry.Actor);
            put.Parameters.AddWithValue("@reason", entry.Reason);
            put.Parameters.AddWithValue("@decided", entry.Decided.ToUnixTimeMilliseconds());
            put.Parameters.AddWithValue("@base", entry.Base);
            put.Parameters.AddWithValue("@shared", entry.IsShared);
            put.ExecuteNonQuery();
        }

        using SqliteCommand forget = _connection.CreateCommand();
        forget.Transaction = transaction;
        forget.CommandText = "DELETE FROM decisions WHERE key = @key";
        foreach (string key in forgotten)
        {
            forget.Parameters.Clear();
            forget.Parameters.AddWithValue("@key", key);
            forget.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose() => _connection.Dispose();
}
