namespace Edge.Rules.Bodies;

/// <summary>What <see cref="QueryStringParser"/> found besides the arguments.</summary>
/// <param name="Arguments">Arguments given to the sink.</param>
/// <param name="InvalidSequences">Percent signs without two hexadecimal digits: above zero, <c>URLENCODED_ERROR</c> is 1.</param>
/// <param name="LimitExceeded">There were more than <see cref="BodyLimits.MaxArguments"/>; the rest was not given.</param>
internal readonly record struct QueryStringResult(int Arguments, int InvalidSequences, bool LimitExceeded);
