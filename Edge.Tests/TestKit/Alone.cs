namespace Edge.Tests.TestKit;

/// <summary>The collection of tests that run while no other does, because they measure the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
