namespace Platform.Model.Decisions;

/// <summary>Places of a table as people who see it call them, and what can stand there: a row by its number, a column by its name.</summary>
internal static class DecisionPlaces
{
    public static LocalizedText Cell(int row, DecisionInput column) => DecisionWords.Say("place.cell", row + 1, Called(column));

    public static LocalizedText Cell(int row, DecisionOutput column) => DecisionWords.Say("place.cell", row + 1, Called(column));

    public static LocalizedText Default(DecisionOutput column) => DecisionWords.Say("place.default", Called(column));

    public static LocalizedText Allowed(DecisionInput column) => DecisionWords.Say("place.allowed", Called(column));

    public static LocalizedText Allowed(DecisionOutput column) => DecisionWords.Say("place.allowed", Called(column));

    /// <summary>What an output can hold: one of the values it allows, or a value of its type.</summary>
    public static LocalizedText Expected(DecisionOutput column, DecisionType type) =>
        type == column.Type && column.Allowed is { } allowed && UnaryTestReader.TryReadValues(allowed, type, out var values, out _)
            ? DecisionWords.Say("list", values, column.Labels) : DecisionWords.Expected(type, isInput: false);

    public static LocalizedText Called(DecisionInput column) => Called(column.Label, column.Id);

    public static LocalizedText Called(DecisionOutput column) => Called(column.Label, column.Name);

    /// <summary>A column without a name goes by its id.</summary>
    private static LocalizedText Called(LocalizedText label, string id) => label.Texts.Values.All(string.IsNullOrWhiteSpace) ? LocalizedText.Of(id, id) : label;
}
