using System.Globalization;
using Edge.Gateway.Events;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.State;

/// <summary>Decisions in a database file that this process alone has.</summary>
internal sealed class DecisionFile : IDisposable
{
    /// <summary>Most events that wait for the System Log; the oldest beyond are let go. Some 500 MB, when the log's file has failed for months.</summary>
    public const int MaxUntold = 1_000_000;

    private const string UntoldTable = "CREATE TABLE untold (sequence INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL);";

    private static readonly SqliteLayout Layout = new(
        2,
        $"""
        CREATE TABLE decisions (
          key TEXT PRIMARY KEY,
          value TEXT,
          epoch INTEGER NOT NULL,
          node TEXT NOT NULL,
          actor TEXT NOT NULL,
          reason TEXT NOT NULL,
          decided INTEGER NOT NULL,
          base INTEGER NOT NULL,
          shared INTEGER NOT NULL,
          version INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        {UntoldTable}
        """,
        $"ALTER TABLE decisions ADD COLUMN version INTEGER NOT NULL DEFAULT 0; {UntoldTable}");

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
        command.CommandText = "SELECT key, value, epoch, node, actor, reason, decided, base, shared, version FROM decisions";
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
                row.GetBoolean(8)) { Version = row.GetInt64(9) });
        }

        return entries;
    }

    /// <summary>Writes the last words about some keys, forgets others, and notes what the System Log is to be told: all or none; on disk when this returns.</summary>
    /// <exception cref="SqliteException">Nothing was written.</exception>
    public void Write(IEnumerable<DecisionEntry> entries, IEnumerable<string> forgotten, IEnumerable<EdgeEvent> news)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand put = Command(
            transaction,
            "INSERT OR REPLACE INTO decisions (key, value, epoch, node, actor, reason, decided, base, shared, version) VALUES (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9)",
            parameters: 10);
        foreach (DecisionEntry entry in entries)
        {
            Execute(put, entry.Key, entry.Value, entry.Epoch, entry.Node, entry.Actor, entry.Reason, entry.Decided.ToUnixTimeMilliseconds(), entry.Base, entry.IsShared, entry.Version);
        }

        using SqliteCommand forget = Command(transaction, "DELETE FROM decisions WHERE key = @0", parameters: 1);
        foreach (string key in forgotten)
        {
            Execute(forget, key);
        }

        using SqliteCommand note = Command(transaction, "INSERT INTO untold (event) VALUES (@0)", parameters: 1);
        bool hasNews = false;
        foreach (EdgeEvent one in news)
        {
            Execute(note, UntoldEvents.Encode(one));
            hasNews = true;
        }

        if (hasNews)
        {
            using SqliteCommand trim = Command(transaction, "DELETE FROM untold WHERE sequence <= (SELECT MAX(sequence) FROM untold) - @0", parameters: 1);
            Execute(trim, MaxUntold);
        }

        transaction.Commit();
    }

    /// <summary>The oldest events that the System Log may not have.</summary>
    /// <returns>The events, and up to where they are in the file's order.</returns>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public (List<EdgeEvent> Events, long Last) ReadUntold(int limit)
    {
        using SqliteCommand command = Command(null, "SELECT sequence, event FROM untold ORDER BY sequence LIMIT @0", parameters: 1);
        command.Parameters[0].Value = limit;
        using SqliteDataReader row = command.ExecuteReader();
        List<EdgeEvent> events = [];
        long last = 0;
        while (row.Read())
        {
            last = row.GetInt64(0);
            if (UntoldEvents.Decode(row.GetValue(1) as string) is { } one)
            {
                events.Add(one);
            }
        }

        return (events, last);
    }

    /// <summary>Forgets the events up to a place: the System Log has them.</summary>
    /// <exception cref="SqliteException">They are still there, and are told again.</exception>
    public void ForgetTold(long last)
    {
        using SqliteCommand command = Command(null, "DELETE FROM untold WHERE sequence <= @0", parameters: 1);
        Execute(command, last);
    }

    public void Dispose() => _connection.Dispose();

#pragma warning disable CA2100 // Texts of our own.
    private SqliteCommand Command(SqliteTransaction? transaction, string text, int parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        for (int index = 0; index < parameters; index++)
        {
            command.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"@{index}"), null));
        }

        return command;
    }
#pragma warning restore CA2100

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (int index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
