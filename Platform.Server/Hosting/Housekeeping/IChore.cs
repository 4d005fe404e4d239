namespace Platform.Server.Hosting.Housekeeping;

/// <summary>Puts away what has had its time. Called again and again; what is put away already is nothing to do.</summary>
internal interface IChore
{
    /// <summary>Stable word for the log.</summary>
    string Name { get; }

    /// <summary>Looks at no more than <paramref name="take"/> things and answers with the number it looked at: fewer means that nothing is left for now.</summary>
    ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct);
}
