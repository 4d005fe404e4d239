namespace Platform.Model.Localities;

/// <summary>One row of a list of divisions, as written.</summary>
/// <param name="Source">Name of the file.</param>
/// <param name="Number">Line in the file, counted from 1.</param>
/// <param name="Code">2 to 12 digits; zeros that fill a code up (330110000000) are understood.</param>
/// <param name="English">Null where the list has no English names.</param>
/// <param name="Parent">Code of the place above, where the list says it.</param>
/// <param name="Level">1 province to 5 community, where the list says it.</param>
/// <param name="ValidTo">Last day as yyyy-MM-dd, where the list keeps retired codes.</param>
public sealed record DivisionLine(string Source, int Number, string Code, string Name, string? English = null, string? Parent = null, string? Level = null, string? ValidTo = null);

/// <summary>Why a row was left out.</summary>
public sealed record DivisionFinding(DivisionLine Line, Problem Problem);

/// <summary>What an import changes.</summary>
/// <param name="Changed">Renamed, opened again or given an end.</param>
/// <param name="Retired">No longer in a list that names everything: they get an end, nothing is deleted.</param>
/// <param name="Unchanged">Places the list names as they are.</param>
public sealed record DivisionPlan(
    IReadOnlyList<Locality> Added, IReadOnlyList<Locality> Changed, IReadOnlyList<Locality> Retired, int Unchanged, IReadOnlyList<DivisionFinding> Findings);
