namespace Platform.Server.Flows.BuiltIn;

/// <summary>What one advance may use up before it is taken for a runaway.</summary>
internal sealed record FlowLimits
{
    /// <summary>Activities entered in one advance, all together.</summary>
    public int Steps { get; init; } = 5_000;

    /// <summary>Times one activity is entered in one advance.</summary>
    public int StepsPerActivity { get; init; } = 500;

    /// <summary>Copies of one activity that are open beside each other: items of a ParallelForEach, flows sent off by one activity.</summary>
    public int Lanes { get; init; } = 200;

    /// <summary>Characters a Liquid expression may give.</summary>
    public int LiquidOutput { get; init; } = 100_000;

    /// <summary>Statements of one script; the limit that counts.</summary>
    public int ScriptStatements { get; init; } = 100_000;

    public int ScriptRecursion { get; init; } = 100;

    /// <summary>Bytes one script allocates.</summary>
    public long ScriptMemory { get; init; } = 16_000_000;

    /// <summary>A backstop only: a busy machine must not fail a healthy script.</summary>
    public TimeSpan ScriptTime { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan ScriptRegex { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Prepared definitions kept in memory.</summary>
    public int CachedFlows { get; init; } = 512;
}
