using System.Globalization;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Events;

/// <summary>Events in a database file: appended in batches by one writer, read by queries of their own connections.</summary>
internal sealed class EventStore : IDisposable
{
    /// <summary>Events deleted by one step of <see cref="Trim"/>: a few milliseconds, so that appending never waits long.</summary>
    public const int MaxTrimmed = 5000;

    /// <summary>First events after an instant among which the one that was stored first is looked for: clocks of two threads differ by far less.</summary>
    private const int MaxDisorder = 1000;

    private static readonly SqliteLayout Layout = new(1, """
        CREATE TABLE events (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          uuid TEXT NOT NULL UNIQUE,
          published INTEGER NOT NULL,
          event_type TEXT NOT NULL,
          severity TEXT NOT NULL,
          message TEXT NOT NULL,
          actor TEXT NOT NULL,
          actor_type TEXT NOT NULL,
          target TEXT NOT NULL,
          target_type TEXT,
          target_name TEXT,
          outcome TEXT NOT NULL,
          reason TEXT,
          client_address TEXT,
          user_agent TEXT,
          transaction_id TEXT,
          tenant TEXT,
          node TEXT NOT NULL);
        CREATE INDEX events_published ON events (published, sequence);
        CREATE TRIGGER events_append_only BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
        """);

    private const string Columns = "uuid, published, event_type, severity, message, actor, actor_type, target, target_type, target_name, outcome, reason, client_address, user_agent, transaction_id, tenant, node";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    /// <exception cref="UnusableDatabaseException">The file is damaged or too new.</exception>
    /// <exception cref="IOException">It cannot be opened now.</exception>
    public EventStore(string path)
    {
        _connection = SqliteFile.Open(path, Layout, isExclusive: false);
        _insert = _connection.CreateCommand();
        string[] names = Columns.Split(", ");
#pragma warning disable CA2100 // The names are the constant's above.
        _insert.CommandText = $"INSERT INTO events ({Columns}) VALUES ({string.Join(", ", names.Select(static name => "@" + name))}) ON CONFLICT (uuid) DO NOTHING";
#pragma warning restore CA2100
        foreach (string name in names)
        {
            _insert.Parameters.Add(new SqliteParameter("@" + name, null));
        }
    }

    /// <summary>Appends events, all or none; they are on disk when this returns. One whose id is there already is left out.</summary>
    /// <returns>Those that were not there.</returns>
    /// <exception cref="SqliteException">They could not be stored.</exception>
    public List<LoggedEvent> Append(IReadOnlyList<LoggedEvent> events)
    {
        List<LoggedEvent> stored = [];
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (LoggedEvent logged in events)
        {
            EventRow.Write(logged, _insert.Parameters);
            if (_insert.ExecuteNonQuery() > 0)
            {
                stored.Add(logged);
            }
        }

        transaction.Commit();
        return stored;
    }

    /// <summary>Deletes some of the oldest events beyond a count or an age.</summary>
    /// <returns>How many.</returns>
    public int Trim(int maxCount, DateTimeOffset oldest)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = """
            DELETE FROM events WHERE sequence <= (SELECT MAX(sequence) FROM events) - @count AND sequence < (SELECT MIN(sequence) FROM events) + @limit;
            DELETE FROM events WHERE sequence IN (SELECT sequence FROM events WHERE published < @oldest ORDER BY published, sequence LIMIT @limit)
            """; // Two statements, each by an index.
        command.Parameters.AddWithValue("@count", maxCount);
        command.Parameters.AddWithValue("@oldest", oldest.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@limit", MaxTrimmed);
        return command.ExecuteNonQuery();
    }

    /// <summary>Answers a query on a connection of its own. Thread-safe.</summary>
    /// <exception cref="SqliteException">The file cannot be read, or the token stopped the query.</exception>
    public static EventPage Read(string path, EventQuery query, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = SqliteFile.OpenToRead(path);
        using CancellationTokenRegistration stop = cancellationToken.Register(static state => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)state!).Handle), connection);
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: true); // Two statements see the same events.
        using SqliteCommand command = Command(connection, query);
        command.Transaction = transaction;
        List<LoggedEvent> events = [];
        EventCursor last = new(0, null);
        int rows = 0;
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            for (; reader.Read(); rows++)
            {
                last = new EventCursor(reader.GetInt64(0), reader.GetFieldValue<object>(2) as long? ?? last.PublishedMs);
                if (EventRow.TryRead(reader) is { } logged)
                {
                    events.Add(logged);
                }
            }
        }

        return new EventPage(events, Next(connection, transaction, query, rows, last), rows - events.Count);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }

    private static SqliteCommand Command(SqliteConnection connection, EventQuery query)
    {
        List<string> conditions = ["published >= @since"];
        SqliteCommand command = connection.CreateCommand();
        command.Parameters.AddWithValue("@since", query.Since.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@limit", query.Limit);
        string order = query.Until is null ? "sequence" : query.IsDescending ? "published DESC, sequence DESC" : "published, sequence";
        if (query.Until is { } until)
        {
            conditions.Add("published < @until");
            command.Parameters.AddWithValue("@until", until.ToUnixTimeMilliseconds());
        }

        if (query.After is { } after)
        {
            conditions.Add(query.Until is null ? "sequence > @after" : $"(published, sequence) {(query.IsDescending ? '<' : '>')} (@afterPublished, @after)");
            command.Parameters.AddWithValue("@after", after.Sequence);
            command.Parameters.AddWithValue("@afterPublished", after.PublishedMs ?? 0);
        }
        else if (query.Until is null)
        {
            conditions.Add($"sequence >= (SELECT MIN(sequence) FROM (SELECT sequence FROM events WHERE published >= @since ORDER BY published, sequence LIMIT {MaxDisorder}))");
        }

        if (query.Tenants?.Contains(EventQuery.AnyTenant) == true)
        {
            conditions.Add("tenant IS NOT NULL");
        }
        else if (query.Tenants is not null)
        {
            conditions.Add($"tenant IN ({string.Join(", ", query.Tenants.Select((_, index) => $"@t{index}"))})");
            AddParameters(command, 't', query.Tenants);
        }

        if (query.Filter is { } filter)
        {
            conditions.Add(filter.Sql);
            AddParameters(command, 'f', filter.Parameters);
        }

#pragma warning disable CA2100 // Made of constants and names of parameters; values are parameters.
        command.CommandText = $"SELECT sequence, {Columns} FROM events WHERE {string.Join(" AND ", conditions)} ORDER BY {order} LIMIT @limit";
#pragma warning restore CA2100
        return command;
    }

    private static void AddParameters(SqliteCommand command, char prefix, IEnumerable<object> values)
    {
        int index = 0;
        foreach (object value in values)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@{prefix}{index++}"), value);
        }
    }

    private static EventCursor? Next(SqliteConnection connection, SqliteTransaction transaction, EventQuery query, int rows, EventCursor last)
    {
        if (rows == query.Limit)
        {
            return query.Until is null ? last with { PublishedMs = null } : last;
        }

        if (query.Until is not null)
        {
            return null;
        }

        // All that is stored has been looked at: the next answer begins behind it.
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT IFNULL(MAX(sequence), 0) FROM events";
        return new EventCursor(Math.Max((long)command.ExecuteScalar()!, query.After?.Sequence ?? 0), null);
    }
}
