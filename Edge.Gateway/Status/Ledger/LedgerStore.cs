using System.Globalization;
using Edge.Gateway.Status.Measuring;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Status.Ledger;

/// <summary>The ledger on disk: entries, never changed, and what the minutes of each day count as, which can be made of them again.</summary>
internal sealed class LedgerStore : IDisposable
{
    /// <summary>Entries are kept for so long; days for <see cref="LedgerHistory.Retention"/>.</summary>
    public static readonly TimeSpan EntryRetention = TimeSpan.FromDays(100);

    /// <summary>Most entries that one step of <see cref="Trim"/> deletes.</summary>
    public const int MaxTrimmed = 5000;

    private static readonly SqliteLayout Layout = new(1, """
        CREATE TABLE entries (
          minute INTEGER NOT NULL,
          component TEXT NOT NULL,
          source TEXT NOT NULL,
          part TEXT NOT NULL,
          up INTEGER NOT NULL,
          down INTEGER NOT NULL,
          probes_passed INTEGER NOT NULL,
          probes_failed INTEGER NOT NULL,
          requests INTEGER NOT NULL,
          requests_failed INTEGER NOT NULL,
          PRIMARY KEY (minute, component, source, part)) WITHOUT ROWID;
        CREATE TRIGGER entries_append_only BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TABLE days (
          date TEXT NOT NULL,
          component TEXT NOT NULL,
          states TEXT NOT NULL,
          PRIMARY KEY (date, component)) WITHOUT ROWID;
        """);

    private readonly SqliteConnection _connection;

    /// <exception cref="UnusableDatabaseException">The file is damaged or too new.</exception>
    /// <exception cref="IOException">It cannot be opened now.</exception>
    public LedgerStore(string path) => _connection = SqliteFile.Open(path, Layout, isExclusive: false);

    /// <summary>Appends entries and writes the days that they changed, all or none; they are on disk when this returns.</summary>
    public void Append(IReadOnlyList<LedgerRow> rows, IReadOnlyList<(DateOnly Date, string Component, string States)> days)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        using SqliteCommand insert = Command("INSERT INTO entries VALUES (@minute, @component, @source, @part, @up, @down, @passed, @failed, @requests, @requestsFailed) ON CONFLICT DO NOTHING", transaction);
        foreach (LedgerRow row in rows)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("@minute", row.Minute);
            insert.Parameters.AddWithValue("@component", row.Component);
            insert.Parameters.AddWithValue("@source", row.Source);
            insert.Parameters.AddWithValue("@part", row.Part);
            insert.Parameters.AddWithValue("@up", (long)row.Tally.Up);
            insert.Parameters.AddWithValue("@down", (long)row.Tally.Down);
            insert.Parameters.AddWithValue("@passed", row.Tally.ProbesPassed);
            insert.Parameters.AddWithValue("@failed", row.Tally.ProbesFailed);
            insert.Parameters.AddWithValue("@requests", row.Tally.Requests);
            insert.Parameters.AddWithValue("@requestsFailed", row.Tally.RequestsFailed);
            insert.ExecuteNonQuery();
        }

        using SqliteCommand upsert = Command("INSERT INTO days VALUES (@date, @component, @states) ON CONFLICT DO UPDATE SET states = excluded.states", transaction);
        foreach ((DateOnly date, string component, string states) in days)
        {
            upsert.Parameters.Clear();
            upsert.Parameters.AddWithValue("@date", Text(date));
            upsert.Parameters.AddWithValue("@component", component);
            upsert.Parameters.AddWithValue("@states", states);
            upsert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    /// <summary>Deletes some of what is older than it is kept.</summary>
    public void Trim(DateTimeOffset now)
    {
        using SqliteCommand command = Command("""
            DELETE FROM entries WHERE (minute, component, source, part) IN (SELECT minute, component, source, part FROM entries WHERE minute < @minute LIMIT @limit);
            DELETE FROM days WHERE date < @date
            """, null);
        command.Parameters.AddWithValue("@minute", LedgerRow.MinuteOf(now - EntryRetention));
        command.Parameters.AddWithValue("@limit", MaxTrimmed);
        command.Parameters.AddWithValue("@date", Text(DateOnly.FromDateTime((now - LedgerHistory.Retention).UtcDateTime)));
        command.ExecuteNonQuery();
    }

    /// <summary>Fills a history with what is on disk.</summary>
    /// <returns>The entries that more may be added to.</returns>
    public IReadOnlyList<LedgerRow> Load(LedgerHistory history, DateTimeOffset now)
    {
        foreach ((DateOnly date, string component, string states) in ReadDays(_connection))
        {
            history[component].Load(date, LedgerDay.Parse(states));
        }

        return [.. ReadEntries(_connection, LedgerRow.MinuteOf(now - LedgerHistory.MaxLateness), long.MaxValue)];
    }

    /// <summary>Reads on a connection of its own, in order. Thread-safe.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public static IEnumerable<LedgerRow> ReadEntries(string path, long from, long until)
    {
        using SqliteConnection connection = SqliteFile.OpenToRead(path);
        foreach (LedgerRow row in ReadEntries(connection, from, until))
        {
            yield return row;
        }
    }

    /// <inheritdoc cref="ReadEntries(string, long, long)"/>
    public static IEnumerable<(DateOnly Date, string Component, string States)> ReadDays(string path)
    {
        using SqliteConnection connection = SqliteFile.OpenToRead(path);
        foreach ((DateOnly, string, string) day in ReadDays(connection))
        {
            yield return day;
        }
    }

    public void Dispose() => _connection.Dispose();

    private static IEnumerable<LedgerRow> ReadEntries(SqliteConnection connection, long from, long until)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT minute, component, source, part, up, down, probes_passed, probes_failed, requests, requests_failed FROM entries WHERE minute >= @from AND minute < @until ORDER BY minute, component, source, part";
        command.Parameters.AddWithValue("@from", from);
        command.Parameters.AddWithValue("@until", until);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new LedgerRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                new MinuteTally((ulong)reader.GetInt64(4), (ulong)reader.GetInt64(5), reader.GetInt32(6), reader.GetInt32(7), reader.GetInt64(8), reader.GetInt64(9)));
        }
    }

    private static IEnumerable<(DateOnly Date, string Component, string States)> ReadDays(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT date, component, states FROM days ORDER BY date, component";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return (DateOnly.ParseExact(reader.GetString(0), "yyyy-MM-dd", CultureInfo.InvariantCulture), reader.GetString(1), reader.GetString(2));
        }
    }

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private SqliteCommand Command(string sql, SqliteTransaction? transaction)
    {
        SqliteCommand command = _connection.CreateCommand();
#pragma warning disable CA2100 // Texts of our own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = transaction;
        return command;
    }
}
