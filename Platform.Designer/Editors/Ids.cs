namespace Platform.Designer.Editors;

/// <summary>Ids of inputs.</summary>
internal static class Ids
{
    public static string Of(Spot spot) => "e-" + string.Concat(spot.Path.Select(c => char.IsLetterOrDigit(c) || c == '-' ? c : c == '[' || c == '.' ? '_' : '-'));
}
