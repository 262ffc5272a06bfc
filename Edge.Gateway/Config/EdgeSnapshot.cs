using System.Runtime.CompilerServices;

namespace Edge.Gateway.Config;

/// <summary>The whole validated configuration: immutable, swapped by one reference.</summary>
/// <remarks>Each feature compiles its own part. A request reads the snapshot once and keeps it to its end.</remarks>
internal sealed class EdgeSnapshot
{
    private readonly object?[] _parts;

    internal EdgeSnapshot(object?[] parts, string directory, long version, DateTimeOffset loadedAt)
    {
        (_parts, Directory, Version, LoadedAt) = (parts, directory, version, loadedAt);
    }

    /// <summary>The configuration folder, absolute.</summary>
    public string Directory { get; }

    /// <summary>Counts snapshots of this process, from 1.</summary>
    public long Version { get; }

    public DateTimeOffset LoadedAt { get; }

    /// <summary>A feature's part. Takes an array access and allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">No compiler made such a part.</exception>
    public T Get<T>()
        where T : class
    {
        object? part = _parts[SnapshotPart.Of<T>.Index];
        return part is null ? Missing<T>() : Unsafe.As<T>(part);
    }

    private static T Missing<T>() => throw new InvalidOperationException($"The snapshot has no {typeof(T).Name}; is its feature registered?");
}
