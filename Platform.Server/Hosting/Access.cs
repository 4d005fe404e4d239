namespace Platform.Server.Hosting;

/// <summary>Who may call an endpoint, as metadata, so that a test can list every route with its rule. An endpoint without it is refused at start.</summary>
internal sealed record Access(AccessRule Rule, string? Permission = null, string? Reason = null);

internal enum AccessRule
{
    /// <summary>Anybody; the reason says why that is right.</summary>
    Open,
    /// <summary>Any signed-in person or channel; the handler decides about the subject.</summary>
    SignedIn,
    /// <summary>A grant must give the permission somewhere; the handler checks the place.</summary>
    Needs,
}

internal static class AccessExtensions
{
    public static TBuilder Open<TBuilder>(this TBuilder endpoint, string reason)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access(AccessRule.Open, Reason: reason));

    public static TBuilder SignedIn<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access(AccessRule.SignedIn));

    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Access(AccessRule.Needs, permission));
}
