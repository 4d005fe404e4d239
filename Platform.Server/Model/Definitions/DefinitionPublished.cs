namespace Platform.Model.Definitions;

/// <summary>Payload of the event <see cref="EventName"/>: this version came into force for its owner and everything below that has none of its own, or what is above came into force again, which says the same.</summary>
public sealed record DefinitionPublished(DefinitionId Definition, DateTimeOffset At)
{
    public const string EventName = "definition.published";
}
