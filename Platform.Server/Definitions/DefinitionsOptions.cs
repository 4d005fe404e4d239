namespace Platform.Server.Definitions;

/// <summary>Section <c>Definitions</c> of the configuration.</summary>
internal sealed class DefinitionsOptions
{
    /// <summary>Whether nobody publishes a draft they edited, where a site does not say; null = yes, except in a demo.</summary>
    public bool? FourEyes { get; init; }
}
