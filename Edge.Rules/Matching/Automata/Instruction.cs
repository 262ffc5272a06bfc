namespace Edge.Rules.Matching.Automata;

/// <summary>One step of a <see cref="RegexProgram"/>.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Argument">Its set, slot or number.</param>
/// <param name="Next">The instruction to go on with.</param>
/// <param name="Other">For <see cref="InstructionKind.Split"/> the second choice, tried when the first one fails.</param>
internal readonly record struct Instruction(InstructionKind Kind, int Argument, int Next, int Other = 0);
