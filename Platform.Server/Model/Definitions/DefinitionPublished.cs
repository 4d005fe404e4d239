namespace Platform.Model.Definitions;

/// <summary>Payload of the event <see cref="EventName"/>: what is in force for the owner and everything below that has none of its own has changed: this version came into force, or went out of it, so that what is above is in force, or nothing.</summary>
public sealed record DefinitionPublished(DefinitionId Definition, DateTimeOffset At)
{
    public const string EventName = "definition.published";
}
