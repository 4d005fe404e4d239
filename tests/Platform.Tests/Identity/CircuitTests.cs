using Microsoft.AspNetCore.Components.Authorization;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Identity;

namespace Platform.Tests.Identity;

public sealed class CircuitTests
{
    [Fact]
    public async Task Who_was_disabled_is_nobody_at_the_next_click()
    {
        await using var server = await PeopledServer.StartAsync();
        var store = server.Get<AccountStore>();
        var clerk = (await store.FindByUserNameAsync("zhang.wei", default))!;
        var signedIn = server.Get<SignIn>().Open(clerk, TimeSpan.FromHours(1));
        var ticket = server.Get<Tickets>().Read(signedIn.Token)!;
        var holder = new ActorHolder();
        var actor = new Actor(ActorKind.Staff, clerk.Id, clerk.Name, []);
        var circuit = new CircuitActor(holder, new Fixed(SessionPrincipal.Of(actor, ticket)), server.Get<Sessions>());

        await circuit.OnCircuitOpenedAsync(null!, default);
        Assert.Equal((ActorKind.Staff, clerk.Id), (holder.Current.Kind, holder.Current.AccountId));
        Assert.True(holder.Current.MayAnywhere(Permissions.CasesReceive));

        Assert.True((await server.Get<SetUserDisabled>().HandleAsync(Actor.System, clerk.Id, disabled: true, default)).Succeeded);
        await circuit.OnCircuitOpenedAsync(null!, default);
        Assert.Equal(ActorKind.Visitor, holder.Current.Kind);
    }

    [Fact]
    public async Task A_visitor_of_an_interactive_page_is_a_visitor()
    {
        await using var server = await PeopledServer.StartAsync();
        var holder = new ActorHolder();
        await new CircuitActor(holder, new Fixed(new System.Security.Claims.ClaimsPrincipal()), server.Get<Sessions>()).OnCircuitOpenedAsync(null!, default);
        Assert.Equal(ActorKind.Visitor, holder.Current.Kind);
    }

    private sealed class Fixed(System.Security.Claims.ClaimsPrincipal user) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
    }
}
