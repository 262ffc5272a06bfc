using Edge.Gateway.State;
using Edge.Tests.Gateway.Access;
using Edge.Tests.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Edge.Tests.Gateway.State;

/// <summary>One node's decisions in a temporary folder.</summary>
internal sealed class StateBed : IDisposable
{
    private readonly TestFolder _folder = new();

    public StateBed(string node = "node-1", bool isOpen = true)
    {
        Node = node;
        Settings = new StateSettings(_folder["state"]);
        Decisions = New();
        if (isOpen)
        {
            Decisions.Open(Settings, node);
        }
    }

    public string Node { get; }

    public StateSettings Settings { get; }

    public ManualTime Time { get; } = new(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public RecordedEvents Events { get; } = new();

    public LocalDecisions Decisions { get; private set; }

    private DecisionDisk? Disk { get; set; }

    public void Decide(string key, string? value, long epoch = 0) => Decisions.Decide([new DecisionChange(key, value)], "ops-1", "test", epoch);

    /// <summary>What is in force: <c>key=value@epoch</c>.</summary>
    public string InForce() => Text(Decisions);

    public static string Text(LocalDecisions decisions) => string.Join(' ', decisions.Current.All.OrderBy(static decision => decision.Key, StringComparer.Ordinal).Select(static decision => $"{decision.Key}={decision.Value}@{decision.Epoch}"));

    /// <summary>Starts again from the disk, after a good end.</summary>
    public void Restart()
    {
        Close();
        Decisions = New();
        Decisions.Open(Settings, Node);
    }

    /// <summary>Ends; the copy is saved.</summary>
    public void Close()
    {
        Decisions.Dispose();
        Disk!.Dispose();
    }

    /// <summary>Starts again from what a crash at this moment would leave.</summary>
    public LocalDecisions Crashed(out IDisposable closing)
    {
        var image = new StateSettings(_folder["image"]);
        Directory.CreateDirectory(image.Folder);
        foreach (string file in Directory.GetFiles(Settings.Folder))
        {
            File.Copy(file, Path.Combine(image.Folder, Path.GetFileName(file)));
        }

        DecisionDisk disk = new(Events, Time, NullLogger<DecisionDisk>.Instance);
        closing = disk;
        LocalDecisions decisions = new(disk, Events, Time, NullLogger<LocalDecisions>.Instance);
        decisions.Open(image, Node);
        return decisions;
    }

    public void Dispose()
    {
        Close();
        _folder.Dispose();
    }

    private LocalDecisions New()
    {
        Disk = new DecisionDisk(Events, Time, NullLogger<DecisionDisk>.Instance);
        return new LocalDecisions(Disk, Events, Time, NullLogger<LocalDecisions>.Instance);
    }
}
