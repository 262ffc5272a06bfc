using System.Text.Json;
using Edge.Gateway.Config;
using Edge.Gateway.State;
using Edge.Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Edge.Gateway.Notifications;

/// <summary>Keeps what is not delivered through restarts. While the disk fails deliveries go on from memory.</summary>
internal sealed partial class NotificationOutbox(SnapshotStore snapshots, TimeProvider time, ILogger<NotificationOutbox> logger) : IDisposable
{
    /// <summary>What is older when a node starts is let go: news of yesterday's failover helps nobody.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    private static readonly SqliteLayout Layout = new(1, """
        CREATE TABLE pending (
          id TEXT NOT NULL,
          target TEXT NOT NULL,
          kept INTEGER NOT NULL,
          notification TEXT NOT NULL,
          PRIMARY KEY (id, target)) WITHOUT ROWID;
        """);

    private readonly Lock _lock = new();
    private SqliteConnection? _connection;
    private bool _hasFailed;

    /// <summary>Keeps a delivery until <see cref="Forget"/>.</summary>
    public void Keep(PendingDelivery delivery) => Try(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT OR IGNORE INTO pending (id, target, kept, notification) VALUES (@id, @target, @kept, @notification)";
        command.Parameters.AddWithValue("@id", delivery.Notification.Id);
        command.Parameters.AddWithValue("@target", delivery.Target);
        command.Parameters.AddWithValue("@kept", time.GetUtcNow().ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@notification", JsonSerializer.Serialize(delivery.Notification, JsonSerializerOptions.Web));
        command.ExecuteNonQuery();
    });

    /// <summary>It was delivered, or given up.</summary>
    public void Forget(PendingDelivery delivery) => Try(connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "DELETE FROM pending WHERE id = @id AND target = @target";
        command.Parameters.AddWithValue("@id", delivery.Notification.Id);
        command.Parameters.AddWithValue("@target", delivery.Target);
        command.ExecuteNonQuery();
    });

    /// <summary>What an earlier run left, oldest first; what is too old is let go.</summary>
    public IReadOnlyList<PendingDelivery> Read(int limit)
    {
        List<PendingDelivery> deliveries = [];
        Try(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "DELETE FROM pending WHERE kept < @oldest; SELECT notification, target FROM pending ORDER BY kept, id LIMIT @limit";
            command.Parameters.AddWithValue("@oldest", (time.GetUtcNow() - MaxAge).ToUnixTimeMilliseconds());
            command.Parameters.AddWithValue("@limit", limit);
            using SqliteDataReader row = command.ExecuteReader();
            while (row.Read())
            {
                if (Decode(row.GetString(0)) is { } notification)
                {
                    deliveries.Add(new PendingDelivery(notification, row.GetString(1)));
                }
            }
        });
        return deliveries;
    }

    public void Dispose() => _connection?.Dispose();

    private static Notification? Decode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Notification>(text, JsonSerializerOptions.Web) is { Id: not null, Targets: not null, Subject: not null } notification ? notification : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Try(Action<SqliteConnection> work)
    {
        lock (_lock)
        {
            try
            {
                work(_connection ??= Open());
                _hasFailed = false;
            }
            catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException or UnusableDatabaseException or InvalidCastException)
            {
                _connection?.Dispose();
                _connection = null; // Opened again with the next.
                if (!_hasFailed)
                {
                    LogNotKept(exception.Message);
                }

                _hasFailed = true;
            }
        }
    }

    private SqliteConnection Open()
    {
        string path = snapshots.Current.Get<StateSettings>().NotificationsPath;
        try
        {
            return SqliteFile.Open(path, Layout, isExclusive: false);
        }
        catch (UnusableDatabaseException)
        {
            SqliteFile.PutAside(path, time.GetUtcNow());
            return SqliteFile.Open(path, Layout, isExclusive: false);
        }
    }

    [LoggerMessage(EdgeEvents.NotificationNotKept, LogLevel.Warning, "Notifications are not kept on disk at the moment; a node that ends takes them along: {Reason}")]
    private partial void LogNotKept(string reason);
}
