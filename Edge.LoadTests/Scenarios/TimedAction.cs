using Edge.LoadTests.Demo;

namespace Edge.LoadTests.Scenarios;

/// <summary>Something that happens during a load.</summary>
internal sealed record TimedAction(TimeSpan At, string Note, Func<DemoGateway, Task> Run);
