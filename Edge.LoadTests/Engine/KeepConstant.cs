namespace Edge.LoadTests.Engine;

/// <summary>Closed model: so many users, each of whom asks again as soon as the answer is there.</summary>
internal sealed record KeepConstant(int Copies, TimeSpan During) : LoadSimulation(During);
