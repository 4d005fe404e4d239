using System.Globalization;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>
/// The versions above that a version was made from or last compared with, from the top down: of an item all layers above, of the other kinds the nearest one.
/// Empty when nothing was above.
/// </summary>
public sealed record Basis(IReadOnlyList<BasisVersion> Versions)
{
    public static Basis None { get; } = new([]);

    public static Basis Of(IEnumerable<DefinitionId> versions) => new([.. versions.Select(v => new BasisVersion(v.Owner, v.Version))]);

    /// <summary>The versions by their whole names.</summary>
    public IReadOnlyList<DefinitionId> Of(DefinitionKind kind, string key) => [.. Versions.Select(v => new DefinitionId(kind, key, v.Locality, v.Version))];

    /// <summary>Reads what <see cref="ToString"/> wrote; anything else is a bug.</summary>
    public static Basis Parse(string text) => new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v =>
    {
        var at = v.IndexOf('@', StringComparison.Ordinal);
        return new BasisVersion(LocalityCode.Parse(v[..at]), int.Parse(v[(at + 1)..], CultureInfo.InvariantCulture));
    })]);

    public override string ToString() => string.Join(' ', Versions.Select(v => $"{v.Locality.Value}@{v.Version}"));

    public bool Equals(Basis? other) => other is not null && Versions.SequenceEqual(other.Versions);

    public override int GetHashCode() => Versions.Count == 0 ? 0 : Versions[^1].GetHashCode();
}

/// <param name="Locality">The owner.</param>
public readonly record struct BasisVersion(LocalityCode Locality, int Version);

/// <summary>A draft came to rest on other versions above.</summary>
public sealed record BasisMove(Basis Before, Basis After)
{
    public BasisMove Invert() => new(After, Before);
}
