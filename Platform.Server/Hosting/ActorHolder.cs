using Platform.Model.Identity;

namespace Platform.Server.Hosting;

/// <summary>Where authentication puts who is asking: once per request, and once per circuit of an interactive page. A visitor until then.</summary>
internal sealed class ActorHolder
{
    public Actor Current { get; set; } = Actor.Visitor;
}

/// <summary>The actor of the present request or circuit. Scoped.</summary>
internal sealed class HolderActor(ActorHolder holder) : ICurrentActor
{
    public Actor Actor => holder.Current;
}
