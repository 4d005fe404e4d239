using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// Tells the services of a circuit who acts, anew before each thing the person does: a circuit lives for hours, and somebody disabled or signed out
/// meanwhile must be nobody at the next click.
/// </summary>
internal sealed class CircuitActor(ActorHolder holder, AuthenticationStateProvider authentication, Sessions sessions) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => RefreshAsync(cancellationToken);

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async activity =>
        {
            await RefreshAsync(CancellationToken.None);
            await next(activity);
        };

    private async Task RefreshAsync(CancellationToken ct)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        var ticket = SessionPrincipal.TicketOf(state.User);
        holder.Current = ticket is null ? Actor.Visitor : await sessions.ResolveAsync(ticket, ct) ?? Actor.Visitor;
    }
}
